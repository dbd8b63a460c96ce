"""What is done with a working file: rosters and ledgers brought in, records judged, something filled in by hand."""
