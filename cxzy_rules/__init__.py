"""A guidance document as a rulebook, applied to the organisations of a roster."""

__version__ = "0.1.0"
