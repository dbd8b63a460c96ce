"""What others would answer with: one file each, with one function `holding(task) -> Pairs`, all compiled from the same conditions."""
