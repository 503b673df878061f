"""What the styleguide shows: tokens with their contrast, read from the stylesheet, and each component once."""

import re
from datetime import date, datetime
from functools import lru_cache
from types import SimpleNamespace

from django import forms
from django.conf import settings

from hoaip.calendar import KABUL

# Every pair that carries meaning: foreground, ground, and the least contrast that WCAG 2.1 AA asks for.
PAIRS = (
    ("ink", "paper", 4.5),
    ("ink", "sheet", 4.5),
    ("ink", "lapis-wash", 4.5),
    ("ink", "saffron-wash", 4.5),
    ("ink", "madder-wash", 4.5),
    ("ink", "turquoise-wash", 4.5),
    ("walnut", "paper", 4.5),
    ("walnut", "sheet", 4.5),
    ("walnut", "saffron-wash", 4.5),
    ("walnut", "lapis-wash", 4.5),
    ("walnut", "madder-wash", 4.5),
    ("lapis", "paper", 4.5),
    ("lapis", "sheet", 4.5),
    ("lapis", "lapis-wash", 4.5),
    ("lapis", "saffron-wash", 4.5),
    ("lapis", "madder-wash", 4.5),
    ("on-lapis", "lapis", 4.5),
    ("paper", "lapis", 4.5),
    ("paper", "ink", 4.5),
    ("turquoise", "paper", 4.5),
    ("turquoise", "sheet", 4.5),
    ("turquoise", "turquoise-wash", 4.5),
    ("turquoise", "lapis-wash", 4.5),
    ("turquoise", "saffron-wash", 4.5),
    ("saffron", "paper", 4.5),
    ("saffron", "sheet", 4.5),
    ("saffron", "saffron-wash", 4.5),
    ("madder", "paper", 4.5),
    ("madder", "sheet", 4.5),
    ("madder", "madder-wash", 4.5),
    ("edge", "paper", 3.0),
    ("edge", "sheet", 3.0),
)

STYLESHEET = settings.BASE_DIR / "static" / "hoaip.css"


def tokens(css):
    """The colours of a stylesheet's three lists: {"light": {...}, "dark": {...}, "dark_chosen": {...}}."""
    lists = {
        "light": r":root \{\s*color-scheme: light;(.*?)\}",
        "dark": r':root:not\(\[data-theme="light"\]\) \{(.*?)\}',
        "dark_chosen": r':root\[data-theme="dark"\] \{(.*?)\}',
    }
    return {
        name: dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", re.search(pattern, css, re.DOTALL)[1]))
        for name, pattern in lists.items()
    }


def luminance(colour):
    """Relative luminance of #rgb or #rrggbb, 0 (black) to 1 (white), as WCAG 2.1 defines it."""
    digits = colour.lstrip("#")
    digits = "".join(each * 2 for each in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """The contrast of two colours, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=1)
def _colours():
    found = tokens(STYLESHEET.read_text())
    light, dark = found["light"], found["dark"]
    return {
        "pairs": [
            (f"{one} on {other}", contrast(light[one], light[other]), contrast(dark[one], dark[other]), least)
            for one, other, least in PAIRS
        ],
        "swatches": [(name, light[name], dark[name]) for name in light],
    }


class SampleForm(forms.Form):
    """One field of each kind, half of them refused."""

    city = forms.CharField(label="City", help_text="As the record writes it", max_length=40)
    title = forms.CharField(label="Title", required=False)
    starts_on = forms.CharField(label="First day", help_text="2015-09-08 or solar 1394-06-17")
    kind = forms.ChoiceField(label="Type", choices=[("rtgm", "Regional Technical Group Meeting"), ("som", "Other")])
    record = forms.CharField(label="Record", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    mode = forms.ChoiceField(
        label="Held", choices=[("in_person", "in person"), ("online", "online")], widget=forms.RadioSelect
    )
    cbms = forms.MultipleChoiceField(
        label="CBMs",
        choices=[("dm", "Disaster Management"), ("ri", "Regional Infrastructure")],
        widget=forms.CheckboxSelectMultiple,
    )
    another = forms.BooleanField(label="It is another meeting on the same day", required=False)

    def clean_starts_on(self):
        raise forms.ValidationError(
            "“8.9.15” is not a day. Give a day like 2026-09-06, or a solar day like 1405-06-15."
        )


class SampleFilter(forms.Form):
    cbm = forms.ChoiceField(label="CBM", choices=[("dm", "Disaster Management")], required=False)
    year = forms.CharField(label="Year", required=False)


class SampleDay(forms.Form):
    as_of = forms.CharField(label="As of which day", help_text="A day in either calendar", required=False)


class SampleAttendance(forms.Form):
    answers = [(each, each.replace("_", " ")) for each in ("present", "remote", "absent", "not_invited")]
    kg = forms.ChoiceField(label="Kyrgyzstan", choices=answers, widget=forms.RadioSelect, initial="remote")


def samples(today):
    """The context of the styleguide. Facts are those of the register; what is invented is marked as sample."""
    meeting = SimpleNamespace(starts_on=date(2015, 9, 8), ends_on=date(2015, 9, 9), date_precision="day", state="held")
    planned = SimpleNamespace(
        starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 30), date_precision="month", state="planned"
    )
    quarter = SimpleNamespace(
        starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30), date_precision="quarter", state="planned"
    )
    form = SampleForm({"city": "Almaty", "starts_on": "8.9.15", "kind": "rtgm"})
    cities = [
        ("Istanbul", 2011, 1), ("Kabul", 2012, 2), ("Almaty", 2013, 4), ("Beijing", 2014, 7), ("Islamabad", 2015, 9),
        ("Amritsar", 2016, 11), ("Baku", 2017, 13), ("Istanbul", 2019, 17), ("Dushanbe", 2021, 20),
    ]  # fmt: skip
    return {
        **_colours(),
        "today": today,
        "day": date(2015, 9, 8),
        "meeting": meeting,
        "planned": planned,
        "quarter": quarter,
        "form": form,
        "attendance": SampleAttendance(),
        "as_of_form": SampleDay({"as_of": "2015-09-08"}),
        "filter_form": SampleFilter({"cbm": "dm", "year": "2026"}, auto_id="filter_%s"),
        "roles": ["lead", "co_lead", "participating", "supporting"],
        "states": [(2, 0, 0), (1, 1, 0), (1, 0, 1), (0, 2, 0), (0, 1, 1), (0, 0, 2)],
        "targets": [(1, 0, 0), (1, 1, 1), (2, 1, 1), (3, 1, 2)],
        "borrowed": SimpleNamespace(name_en="Disaster Management", name_fa="مدیریت حوادث", name_ps=""),
        "stops": [
            {"city": city, "year": year, "half": half, "address": "#line", "is_current": year == 2015}
            for city, year, half in cities
        ],
        "steps": [
            {"word": "Paragraph", "text": "Record of RTG2, Astana, 4 September 2013"},
            {"word": "Commitment", "text": "Japan: a workshop in February 2014"},
            {"word": "Action, you are here", "text": "Hold the workshop; Japan, in February 2014", "is_current": True},
            {"word": "Evidence", "text": "Nothing attached yet. Japan can attach it.", "is_gap": True},
        ],
        "events": [
            {"day": date(2017, 3, 17), "title": "SOM, Baku", "text": "Reports on work done."},
            {"thing": planned, "title": "2nd RTGM of 2026", "pill_kind": "sample"},
        ],
        "facts": [("Place", "Islamabad"), ("Host", "Pakistan"), ("Number of persons", "")],
        "captions": [("Held", "4th RTGM, Islamabad, 8 September"), ("Missing", "invitation by 11 November")],
        "members": ["Kazakhstan", "Pakistan"],
        "people": [{"name": "A. Example", "words": "focal point, sample"}],
        "crumbs": [("CBMs", "/cbms/"), ("Disaster Management", "/cbms/dm/")],
        "tabs": [
            {"address": "#tabs", "words": "Meetings", "is_current": True},
            {"address": "#tabs", "words": "Plan", "is_current": False},
        ],
        "active_filters": [("cbm", "dm", "Disaster Management"), ("state", "held", "held")],
        "buttons": [("save", "held", "Save as held"), ("save", "planned", "Save as planned")],
        "page_of_list": SimpleNamespace(
            number=2, has_previous=True, has_next=True, previous_page_number=1, next_page_number=3
        ),
        "hidden_fields": [("until_on", "2026-12-31")],
        "decision_rows": [
            ("Afghanistan", ["lead", "", "participating", "", "participating", ""]),
            ("Denmark", ["", "", "supporting", "", "", ""]),
        ],
        "moment": datetime(2026, 10, 20, 14, 2, tzinfo=KABUL),
    }  # fmt: skip
