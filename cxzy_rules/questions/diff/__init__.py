"""What differs between two rulebooks: their rules, words and rulings, and what that makes of each unit of a roster."""
