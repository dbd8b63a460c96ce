"""The words a roster and a rule may use, and what a bare name tells."""
