"""What is measured and shown, each by a program of its own; none is part of the package."""
