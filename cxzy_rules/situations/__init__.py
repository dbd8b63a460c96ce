"""Rules run once for each situation, not once for each unit: collapse, walk, and the forest between."""
