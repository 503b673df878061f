"""The register of commitments: what each reader finds in it, and what narrows it."""

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cbms.filters import cbm_choices
from conferences.commitments.sources import PAIRS, READ, SourceKind, SourceReader
from conferences.commitments.words import StateWords, own_stakeholders, rule_of
from conferences.lists.commitment_columns import commitment_columns
from conferences.models import Commitment, CommitmentOwner, CommitmentRule
from conferences.models.commitments import OBJECTIONS
from conferences.models.initiatives import Pillar, Theme
from conferences.models.standing import RUNGS
from hoaip.decorators import reader
from hoaip.embargo import has_come
from hoaip.grants import can
from hoaip.lists import ListFilter, ListPage, Text, YearFilter, offered
from hoaip.permissions import Permission
from hoaip.public_cache import facts
from hoaip.widgets import Listed
from meetings.reading import reads_internal_words

State = Commitment.State
# What a public list holds while only confirmed commitments stand in it.
CONFIRMED_OR_FURTHER = (State.CONFIRMED, State.IN_PROGRESS, State.COMPLETION_CLAIMED, State.COMPLETED)
# What a reader outside the ministry may ask for.
ASKED_STATES = (State.REGISTERED, State.CONFIRMED, State.IN_PROGRESS, State.COMPLETED, State.WITHDRAWN)


def owners():
    """Those in whose name a public commitment stands, and everybody."""
    seen = Q(commitment__shown_rung=RUNGS[-1]) | has_come("commitment__public_from")
    public = CommitmentOwner.objects.filter(seen, stakeholder=OuterRef("pk"))
    return offered(Exists(public))


def commitments_seen(user):
    """The commitments this reader may know of, without what was merged into others; asks nothing of the database.

    While the rule says so: outside the ministry only what its owners confirmed, and what is one's own.
    """
    return as_ruled(Commitment.objects.visible_to(user).exclude(state=State.MERGED), user)


def as_ruled(rows, user):
    """Those of these commitments that a list, a file, search and the trail show to this reader, as the rule has it."""
    if reads_internal_words(user):
        return rows
    # Work may begin before everybody has answered: how far it is says nothing of who confirmed it.
    unconfirmed = CommitmentOwner.objects.filter(commitment=OuterRef("pk")).exclude(answer="confirmed")
    shown = Q(~Exists(unconfirmed), state__in=CONFIRMED_OR_FURTHER) | ~Exists(
        CommitmentRule.objects.filter(is_confirmed_only=True)
    )
    if speaks_for := own_stakeholders(user):
        shown |= rows.owned_by(speaks_for)
    return rows.filter(shown)


class CommitmentFilter(ListFilter):
    """By words, owner, source, CBM, theme, pillar, state and the year it is due; for the ministry by more."""

    q = Text(label=gettext_lazy("Search words"), max_length=80, method="of_words")
    owner = django_filters.ChoiceFilter(
        label=gettext_lazy("Owner"), widget=Listed, method="of_owner", empty_label=gettext_lazy("all owners")
    )
    source = django_filters.ChoiceFilter(
        label=gettext_lazy("Made in"),
        choices=SourceKind,
        widget=Listed,
        method="of_source",
        empty_label=gettext_lazy("all sources"),
    )
    cbm = django_filters.ChoiceFilter(label=gettext_lazy("CBM"), widget=Listed, method="of_cbm", empty_label=None)
    theme = django_filters.ChoiceFilter(
        label=gettext_lazy("Theme"), choices=Theme, widget=Listed, empty_label=gettext_lazy("all themes")
    )
    pillar = django_filters.ChoiceFilter(
        label=gettext_lazy("Pillar"), choices=Pillar, widget=Listed, empty_label=gettext_lazy("all pillars")
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Status"), widget=Listed, method="in_state", empty_label=gettext_lazy("every status")
    )
    due = YearFilter(field_name="due_on", label=gettext_lazy("Due in the year"))

    def __init__(self, request, rows):
        super().__init__(request, rows)
        self.filters["cbm"].extra["choices"] = facts.get(request, "cbm choices", cbm_choices)
        is_known = reader(request).is_authenticated
        self.offer("owner", facts.get(request, "owners of commitments", owners), to_insiders=is_known)
        words = StateWords(rule_of(request).labels)
        self.filters["state"].extra["choices"] = [(str(state), words.neutral(state)) for state in ASKED_STATES]

    def of_words(self, queryset, name, value):
        return queryset.filter(
            Q(title_en__icontains=value) | Q(title_fa__icontains=value) | Q(title_ps__icontains=value)
        )

    def of_owner(self, queryset, name, value):
        return queryset.filter(
            Exists(CommitmentOwner.objects.filter(commitment=OuterRef("pk"), stakeholder__slug=value))
        )

    def of_source(self, queryset, name, value):
        return queryset.filter(**{f"{value}__isnull": False})

    def of_cbm(self, queryset, name, value):
        return queryset.filter(pk__in=Commitment.cbms.through.objects.filter(cbm__code=value).values("commitment"))

    def in_state(self, queryset, name, value):
        states = [State.IN_PROGRESS, State.COMPLETION_CLAIMED] if value == State.IN_PROGRESS else [value]
        return queryset.filter(state__in=states)

    def pill_words(self, name, value, words):
        return value.upper() if name == "cbm" else words


class InnerFilter(CommitmentFilter):
    """The ministry's: each state by its own name, what waits, and who can see it."""

    waits = django_filters.ChoiceFilter(
        label=gettext_lazy("What waits"),
        widget=Listed,
        method="that_wait",
        empty_label=gettext_lazy("all"),
        choices=[
            ("overdue", gettext_lazy("overdue")),
            ("answer", gettext_lazy("for an owner’s answer")),
            ("settle", gettext_lazy("disputed or to be corrected")),
        ],
    )
    rung = django_filters.ChoiceFilter(
        label=gettext_lazy("Who can see it"),
        widget=Listed,
        empty_label=gettext_lazy("all"),
        choices=[(str(rung.value), rung.label) for rung in RUNGS],
    )

    def __init__(self, request, rows):
        super().__init__(request, rows)
        self.filters["state"].extra["choices"] = [each for each in State.choices if each[0] != State.MERGED]

    def in_state(self, queryset, name, value):
        return queryset.filter(state=value)

    def that_wait(self, queryset, name, value):
        if value == "overdue":
            return queryset.overdue(self.request.today)
        owners = CommitmentOwner.objects.waiting() if value == "answer" else CommitmentOwner.objects.to_settle()
        return queryset.filter(Exists(owners.filter(commitment=OuterRef("pk"))))


class CommitmentList(ListPage):
    """Commitments the reader may know of, newest first."""

    name = "commitments"
    export_route = "commitments:commitment_export"
    order = ("-pk",)
    filters_are_shared = False

    def __init__(self, request):
        self.user = reader(request)
        self.internal = reads_internal_words(self.user)
        self.own = set(own_stakeholders(self.user))
        self.filter_class = InnerFilter if self.internal else CommitmentFilter
        super().__init__(request)

    def seen(self):
        return commitments_seen(self.user)

    def shaped(self, rows):
        rows = with_parties(rows)
        if self.internal or self.own:
            open_questions = CommitmentOwner.objects.filter(
                commitment=OuterRef("pk"), answer__in=OBJECTIONS, resolved_at=None
            )
            rows = rows.annotate(has_question=Exists(open_questions))
        return rows

    def dressed(self, rows):
        self.sources = SourceReader(rows, self.user)
        return rows

    def reads_inside(self, row):
        return self.internal or any(each.pk in self.own for each in row.owners.all())

    @property
    def may_keep(self):
        return can(self.user, Permission.KEEP_COMMITMENTS)

    def columns(self):
        return commitment_columns(self)

    @property
    def title(self):
        return _("Commitments")

    def told(self, count):
        return ngettext("%(count)s commitment", "%(count)s commitments", count)


def with_parties(rows):
    """The queryset with owners, CBMs and sources, as cells and names read them."""
    return rows.select_related(*READ).prefetch_related("owners", "cbms", *PAIRS)
