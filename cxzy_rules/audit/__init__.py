"""The audit: what every unit must show up to a day, what its ledger shows, and what lies between."""
