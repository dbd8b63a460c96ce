"""One question a module; each takes what is known and returns plain values that any format can show."""
