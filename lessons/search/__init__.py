"""Search over the course: terms and sections, by Chinese from one character on and by the beginnings of words.

The import writes (`writing.index`, `writing.unindex`) inside its transaction; the search page reads (`finding.search`).
"""
