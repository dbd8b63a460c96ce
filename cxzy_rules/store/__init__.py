"""The working file: one database that keeps rosters as versions and ledger records for good; the only door to SQLAlchemy.

It keeps what files said, cell by cell, and who brought it when; what that means is for the roster and the ledger to say.
"""
