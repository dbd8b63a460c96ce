"""Ledgers (台账): what units say they have done, read from any number of files, each record placed at a unit and a rule."""
