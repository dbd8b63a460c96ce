"""One module a format: the comparison of two rulebooks becomes the bytes of a file. The folder is the list (`parts.registry`).

Each has `write(diff, target)`.
"""
