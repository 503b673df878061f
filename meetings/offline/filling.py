"""What was filled in, put into the logging form of the browser: the same fields, the same rules, the same sentences."""

from django.http import QueryDict
from django.utils.translation import gettext as _

from cbms.plans.imports import Problem
from meetings.forms.log import MeetingForm
from meetings.forms.outcomes import MOST_OUTCOMES
from meetings.offline.days import precision_of
from meetings.offline.words import ATTENDANCE, LABELS, OUTCOME, PARAGRAPH, SINGLE

# What the logging form asks and a file cannot know: said on the page of the preview.
ASKED = ("another_meeting", "reason")


class Filling:
    """The logging form bound to what a file says, over what is stored of `meeting` where it is for one.

    - what the file leaves empty stays as it is stored; outcomes and paragraphs stand behind those that are stored;
    - `asked` is the POST of the preview, with what only a person can answer; `day` is the one whose roles count.
    """

    def __init__(self, filled, *, cbms, day, meeting=None, initial=None, asked=None):
        self.filled, self.meeting = filled, meeting
        given = {"cbms_allowed": cbms, "cbms": cbms, "day": day, "meeting": meeting}
        # The first field of the form that each row of the file fills in: {name: (row, key)}.
        self.places = {}
        data = QueryDict(mutable=True)
        data.setlist("cbm", [cbm.code for cbm in cbms])
        data["type"] = "rtgm"
        self.outcomes_before = self.paragraphs_before = 0
        if meeting is not None:
            self._as_stored(data, MeetingForm(initial=initial, **given))
        self._as_filled_in(data)
        for name in ASKED:
            if asked and name in asked:
                data[name] = asked[name]
        self.form = MeetingForm(data, None, **given)
        self.form.day = day

    def _as_stored(self, data, stored):
        for name in ("type", "title", "date_precision", "starts_on", "ends_on", "host", "city", "mode", "record"):
            data[name] = stored[name].value() or ""
        self.paragraphs_before = len([text for text in data["record"].split("\n\n") if text])
        for row in stored.outcome_rows():
            if not row["text"].value():
                break
            self.outcomes_before += 1
            for part in ("kind", "text", "due"):
                data[row[part].html_name] = row[part].value()
            data.setlist(row["owner"].html_name, row["owner"].value())
        for slug, answer in stored.saved_attendance.items():
            data[f"attendance-{slug}"] = answer

    def _as_filled_in(self, data):
        for key, (row, text) in self.filled.single.items():
            data[SINGLE[key]] = text
            self.places[SINGLE[key]] = row, key
        if "first_day" in self.filled.single:
            data["date_precision"] = precision_of(data["starts_on"])
            self.places["date_precision"] = self.places["starts_on"]
            if "last_day" not in self.filled.single:
                # The last day of another first day is not that of this one.
                data["ends_on"] = ""
        for slug, (row, answer) in self.filled.attendance.items():
            if answer or f"attendance-{slug}" not in data:
                data[f"attendance-{slug}"] = answer
            self.places[f"attendance-{slug}"] = row, ATTENDANCE
        for number, line in enumerate(self.filled.outcomes, self.outcomes_before):
            fields = {"kind": line.kind, "text": line.text, "due": line.due}
            for part, value in fields.items():
                data[f"outcomes-{number}-{part}"] = value
                self.places[f"outcomes-{number}-{part}"] = line.row, OUTCOME
            data.setlist(f"outcomes-{number}-owner", line.owners)
            self.places[f"outcomes-{number}-owner"] = line.row, OUTCOME
        texts = [text for _row, text in self.filled.paragraphs]
        if texts:
            data["record"] = "\n\n".join([*([data["record"]] if data.get("record") else []), *texts])
            self.places["record"] = self.filled.paragraphs[0][0], PARAGRAPH

    def problems(self):
        """[Problem] of the form by row and field of the file, without what was said of that field of the row before."""
        form, found = self.form, []
        said = {(each.row, each.column) for each in self.filled.problems}
        for slug, (row, _answer) in self.filled.attendance.items():
            if slug not in form.stakeholders:
                reason = _("This country or organization is one with another in the register by now. Give that one.")
                found.append(Problem(row, str(LABELS[ATTENDANCE]), reason))
        if self.outcomes_before + len(self.filled.outcomes) > MOST_OUTCOMES:
            reason = _("With those that are stored there are more than %(most)s outcomes. Join some of them.")
            found.append(Problem(self.filled.outcomes[-1].row, str(LABELS[OUTCOME]), reason % {"most": MOST_OUTCOMES}))
        broken = {column for _row, column in said}
        for name, sentences in form.errors.items():
            if name in ASKED or name not in form.fields:
                continue
            row, key = self.places.get(name, (0, None))
            label = str(LABELS[key] if key else form.fields[name].label)
            # What could not be read was not put into the form, which misses it for that reason alone.
            if row == 0 and label in broken:
                continue
            found.append(Problem(row, label, " ".join(map(str, sentences))))
        return found
