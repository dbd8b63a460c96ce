"""The frozen nouns that every floor speaks of; they know nothing of files, engines or formats."""
