"""Quizzes and questions into the database, in the transaction of the import of their notes.

Authored questions are rows. Those that a note's terms give are only counted here; one becomes a row when somebody
answers it, and is kept in step from then on.
"""
