"""Answers kept from one call to the next: what `who` needs of a roster's guidance, in one SQLite file of the user's cache."""
