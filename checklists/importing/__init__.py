"""Checklists and their steps into the database, in the transaction of the import of their notes."""
