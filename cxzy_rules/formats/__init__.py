"""One module a format: a guidance becomes the bytes of a file, or lines for standard output.

The folder is the list (`parts.registry`). Each has `write(guidance, rows, target, watch)`, which lets `watch`
(`parts.progress`) count what is done; a textual one has `lines(guidance, rows)` too.
"""
