"""A browser's own description in words that a person recognises."""

from django.utils.translation import gettext as _

# The first that fits: browsers name their ancestors too.
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_words(description):
    """ "Firefox, Windows" out of a User-Agent; "another program" when nothing in it is known."""
    found = [next((name for mark, name in known if mark in description), None) for known in (BROWSERS, SYSTEMS)]
    return _(", ").join(filter(None, found)) or _("another program")
