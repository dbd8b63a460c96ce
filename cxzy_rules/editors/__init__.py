"""What an author of rules writes with: JSON Schema for the editor, a new rule with its case."""
