"""Checklists: what each unit is asked to show, handed out as a form to fill in or a sheet to print."""
