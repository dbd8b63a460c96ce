"""One module a kind of file: a checklist becomes a form to fill in or a sheet to print.

The folder is the list (`parts.registry`). Each has `write(checklist, target)`.
"""
