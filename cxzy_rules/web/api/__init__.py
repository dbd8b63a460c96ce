"""The interface for programs: the pages' answers as JSON, with a description that other programs can read."""
