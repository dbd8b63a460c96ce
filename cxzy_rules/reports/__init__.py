"""One module a format: an audit becomes the bytes of a file, or lines for standard output.

The folder is the list (`parts.registry`). Each has `write(audit, target)`; a textual one has `lines(audit)` too, one made from a
template `write_with(audit, target, template)`.
"""
