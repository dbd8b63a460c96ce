"""Makes the pages of the site: those that are written by hand brought together, a page a rule, a page a check."""
