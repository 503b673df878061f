"""What meetings tell, in words: each step under the name it has on the reader's page, interests, and targets."""

from datetime import date
from types import SimpleNamespace

from django.urls import reverse
from django.utils.translation import gettext as _

from cbms.models import RoleAssignment
from hoaip.calendar import period_text
from hoaip.language import apart, page_language
from hoaip.permissions import FRAME, MATRIX, Permission
from hoaip.timeline.kinds import Kinds, Line, Topic
from meetings.names import ToldCbm, ToldPair, headline

KINDS = Kinds()
STEPS = {
    "meeting.plan": lambda: _("Planned: %(meeting)s"),
    "meeting.announce": lambda: _("Announced: %(meeting)s"),
    "meeting.invite": lambda: _("Invited to: %(meeting)s"),
    "meeting.postpone": lambda: _("Postponed: %(meeting)s"),
    "meeting.move": lambda: _("Moved: %(meeting)s"),
    "meeting.replan": lambda: _("Planned again: %(meeting)s"),
    "meeting.cancel": lambda: _("Cancelled: %(meeting)s"),
    "meeting.circulate": lambda: _("Record circulated: %(meeting)s"),
    "meeting.close": lambda: _("Closed: %(meeting)s"),
    "meeting.annul": lambda: _("Annulled: %(meeting)s"),
    "meeting.reopen": lambda: _("Reopened: %(meeting)s"),
}
# Before it is a meeting: said to those who ask and those who decide, also when others know of the meeting.
REQUESTS = {
    "meeting.request": lambda: _("Asked for: %(meeting)s"),
    "meeting.ask": lambda: _("Asked for again: %(meeting)s"),
    "meeting.approve": lambda: _("Approved: %(meeting)s"),
    "meeting.reject": lambda: _("Not approved: %(meeting)s"),
    "meeting.withdraw": lambda: _("Request withdrawn: %(meeting)s"),
}
RECORDS = {
    "record.recall": lambda: _("Record recalled: %(meeting)s"),
    "record.agree": lambda: _("Record agreed: %(meeting)s"),
    "record.correct": lambda: _("Correction of the record circulated: %(meeting)s"),
    "record.publish": lambda: _("Record published: %(meeting)s"),
}
INTERESTS = {
    "interest.propose": lambda: _("%(who)s: interest in %(cbm)s as %(role)s"),
    "interest.bring": lambda: _("%(who)s: interest in %(cbm)s as %(role)s, before this meeting"),
    "interest.decide": lambda: _("%(who)s: the interest in %(cbm)s became a role"),
    "interest.decline": lambda: _("%(who)s: the interest in %(cbm)s led to no role"),
    "interest.withdraw": lambda: _("%(who)s: the interest in %(cbm)s was withdrawn"),
}


def told_meeting(told):
    """The meeting of an event, as much of it as its name needs, and its pairs with CBMs."""
    names = ("type", "ordinal", "city", "mode", "title_en", "title_fa", "title_ps")
    meeting = SimpleNamespace(**{name: told.get(name) for name in names})
    pairs = []
    for code, ordinal in told.params.get("pairs", ()):
        cbm = told.named("cbm", code)
        if cbm is not None:
            pairs.append(ToldPair(ToldCbm(cbm.pk, code, cbm.name_en, cbm.name_fa, cbm.name_ps), ordinal))
    return meeting, pairs


def name_of(told):
    """Its name as this page says it: a CBM's own timeline need not repeat the CBM."""
    meeting, pairs = told_meeting(told)
    label, key = told.of
    here = next((pair.cbm for pair in pairs if label == "cbm" and pair.cbm.code == key), None)
    return headline(meeting, cbm=here if len(pairs) == 1 else None, pairs=pairs)


def address_of(told):
    if told.of == ("meeting", str(told.uid)):
        return ""
    return reverse("meetings:meeting_detail", kwargs={"uid": told.uid})


def period_words(told, prefix):
    """The days a step speaks of, in words; "" when it names none."""
    if not told.get(f"{prefix}_from"):
        return ""
    first, last = (date.fromisoformat(told.get(f"{prefix}_{end}")) for end in ("from", "until"))
    return period_text(first, last, told.get(f"{prefix}_precision"), page_language(), fixed=True)


@KINDS.of("meetings.meeting", Topic.MEETINGS, "meeting.held")
def meeting_held(told):
    return Line(_("Held: %(meeting)s") % {"meeting": name_of(told)}, address_of(told))


@KINDS.of("meetings.meeting", Topic.MEETINGS, *STEPS)
@KINDS.of("meetings.meeting", Topic.MEETINGS, *REQUESTS, readers=FRAME)
def meeting_moved(told):
    """A step, for which days and from which; the reason is read inside the ministry alone."""
    was, now = period_words(told, "was"), period_words(told, "now")
    if was and now:
        text = _("From %(was)s to %(now)s.") % {"was": was, "now": now}
    elif was:
        text = _("It had been planned for %(was)s.") % {"was": was}
    else:
        text = _("For %(now)s.") % {"now": now} if now else ""
    reason = apart(told.get("reason")) if told.internal else ""
    return Line(
        (STEPS | REQUESTS)[told.kind]() % {"meeting": name_of(told)},
        address_of(told),
        " ".join(part for part in (text, reason) if part),
    )


@KINDS.of("meetings.recordrevision", Topic.MEETINGS, *RECORDS)
def record_moved(told):
    """What became of a revision, told to those who may read it: the public learns of one when it is published."""
    address = reverse("meetings:record_detail", kwargs={"uid": told.uid})
    return Line(RECORDS[told.kind]() % {"meeting": name_of(told)}, address, apart(told.get("reason")))


@KINDS.of("meetings.interest", Topic.INTEREST, *INTERESTS)
def interest_moved(told):
    """Read by those who may know of the interest: its delegation, the focal points, the ministry."""
    role = RoleAssignment.CbmRole(told.get("role")).label.lower()
    words = {"who": told.who(), "cbm": told.called("cbm"), "role": role}
    return Line(INTERESTS[told.kind]() % words, reverse("interests:interest_detail", kwargs={"uid": told.uid}))


@KINDS.of("cbms.targetoverride", Topic.PLANS, "target.change", readers=MATRIX[Permission.VIEW_BOARD])
def target_changed(told):
    """Only who sees the board, where it leads: the public reads no figure of what should have been."""
    words = {"cbm": told.called("cbm"), "year": told.get("year"), "target": told.params.get("target", 0)}
    title = _("%(cbm)s: the number of RTGMs for %(year)s was set to %(target)s") % words
    return Line(title, f"{reverse('meetings:compliance_board')}?year={told.get('year')}", told.get("reason"))
