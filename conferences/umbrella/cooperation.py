"""Where regional organizations work and where our plans do: CBM × state, overlaps and gaps.

An activity of a plan in force is in a state whose organs lead it or are partners in it, or that its place names.
"""

from dataclasses import dataclass

from cbms.circle import called, party_key
from cbms.models import Cbm, Plan
from cbms.plans.content import activities_of
from conferences.models import Programme
from hoaip.language import page_language
from hoaip.models import Membership, Stakeholder
from hoaip.protocol import together

# A row for what names no state: it is of the region as a whole.
REGION = 0


@dataclass(frozen=True, slots=True)
class Ground:
    """A cell: how many programmes and activities there are of one CBM in one state."""

    programmes: int
    activities: int

    @property
    def is_both(self):
        return bool(self.programmes and self.activities)

    @property
    def is_neither(self):
        return not (self.programmes or self.activities)


@dataclass(frozen=True)
class Map:
    """The table: `lines` are (name, slug or "", cells); `told` are (CBM, where both work, where neither does)."""

    cbms: tuple
    lines: tuple
    told: tuple


def draw(day):
    """The Map of programmes that have not ended, beside the activities of the plans in force on `day`.

    Its rows are the participating countries of that day and whoever else has something; seven statements.
    """
    language = page_language()
    cbms = list(Cbm.objects.order_by("position"))
    countries = {row.pk: row for row in Stakeholder.objects.filter(kind=Stakeholder.Kind.COUNTRY)}
    programmes = count_programmes()
    activities = count_activities(day, countries)
    taking_part = set(
        Membership.objects.filter(process__in={cbm.process_id for cbm in cbms}, category="participating")
        .as_of(day)
        .values_list("stakeholder", flat=True)
    )
    there = taking_part | {state for _cbm, state in (*programmes, *activities)} & set(countries)
    order = sorted(there, key=lambda pk: party_key(countries[pk], language))
    names = {pk: called(countries[pk], language) for pk in order}
    cells = {
        (cbm.pk, pk): Ground(programmes.get((cbm.pk, pk), 0), activities.get((cbm.pk, pk), 0))
        for cbm in cbms
        for pk in (*order, REGION)
    }
    lines = [(names[pk], countries[pk].slug, [cells[cbm.pk, pk] for cbm in cbms]) for pk in order]
    lines.append(("", "", [cells[cbm.pk, REGION] for cbm in cbms]))
    told = [
        (
            cbm,
            together([names[pk] for pk in order if cells[cbm.pk, pk].is_both]),
            together([names[pk] for pk in order if pk in taking_part and cells[cbm.pk, pk].is_neither]),
        )
        for cbm in cbms
    ]
    return Map(tuple(cbms), tuple(lines), tuple(told))


def count_programmes():
    """{(cbm, state or REGION): programmes} of those that have not ended."""
    found = {}
    rows = Programme.objects.exclude(status=Programme.Status.ENDED).prefetch_related("cbms", "states")
    for row in rows:
        for cbm in row.cbms.all():
            for state in [each.pk for each in row.states.all()] or [REGION]:
                found[cbm.pk, state] = found.get((cbm.pk, state), 0) + 1
    return found


def count_activities(day, countries):
    """{(cbm, state or REGION): activities} of the adopted text of each plan in force on that day."""
    by_slug = {row.slug: row.pk for row in countries.values()}
    found = {}
    for plan in Plan.objects.in_force(day).select_related("adopted_version"):
        for activity in activities_of(plan.adopted_version.content):
            named = {by_slug[slug] for slug in (activity["lead"], *activity["partners"]) if slug in by_slug}
            named |= {row.pk for row in countries.values() if is_named(row, activity["place"])}
            for state in named or {REGION}:
                found[plan.cbm_id, state] = found.get((plan.cbm_id, state), 0) + 1
    return found


def is_named(country, place):
    """Whether a place, as a plan writes it, names the country in one of the three languages."""
    names = (country.name_en, country.name_fa, country.name_ps)
    return any(name and name.casefold() in place.casefold() for name in names)
