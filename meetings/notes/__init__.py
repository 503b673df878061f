"""Notes verbales about a meeting: official letters of the ministry, carried by a person, each with its own number.

- placeholders.py: the fixed list of what is filled in, and how a typed text is checked and filled;
- delivered.py, templates.py: the templates that the portal comes with, and those that the administrator wrote;
- addressed.py: to whom a note can go, and which of them has one already;
- drawn.py: the words of each note, filled in; what a meeting lacks for it;
- sheets.py: the sheet of paper.
"""
