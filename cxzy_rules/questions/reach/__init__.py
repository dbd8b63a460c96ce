"""The one enumeration of what facts a unit can have: its places, the values of each fact in a place, and all of them together."""
