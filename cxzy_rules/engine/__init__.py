"""Asks which conditions hold of a set of facts; durable-rules does it, or the plain evaluator where that is missing."""
