"""One file a page: its addresses, what it asks, and the template that shows it. `ORDER` is its place in the navigation."""
