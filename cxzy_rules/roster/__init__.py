"""The units of a roster: what each cell says, whom each unit is affiliated to, and the facts that follow by column."""
