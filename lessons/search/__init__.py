"""Search over the course: terms and sections, by Chinese from one character on and by the beginnings of words.

The import writes (`index`, `unindex`) inside its transaction; the search page reads (`search`).
"""

from lessons.search.finding import Hit, Results, search
from lessons.search.writing import Entry, index, rebuild, unindex

__all__ = ["Entry", "Hit", "Results", "index", "rebuild", "search", "unindex"]
