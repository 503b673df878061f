"""Watching a CBM, a stakeholder, a meeting or a process: a letter on each day on which something happened around it.

- things.py: what can be watched; each app names its own in `settings.WATCHED`;
- actions.py: a person begins and stops; a thing that is not seen any more is watched no more;
- news.py: the letter, once a day;
- views.py: the list of what one watches, and the buttons.
"""
