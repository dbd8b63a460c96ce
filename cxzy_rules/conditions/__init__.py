"""One small language of conditions, with one meaning, used to compile, to evaluate and to check."""
