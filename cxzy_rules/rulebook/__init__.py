"""A folder of YAML beside its document, read whole, checked, and held as one value."""
