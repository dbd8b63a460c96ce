"""The document sentence by sentence with its rules beside it: one file a form, each `write(coverages, target)`, a coverage a document."""
