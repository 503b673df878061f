"""What conferences tell, in words: what was declared and sealed, who chairs, and what was committed to."""

from django.urls import reverse
from django.utils.translation import gettext as _

from conferences.names import conference_words
from conferences.texts.words import agreed_words
from hoaip.timeline.kinds import Kinds, Line, Topic
from hoaip.timeline.sentences import start_words

KINDS = Kinds()


@KINDS.of("conferences.conference", Topic.PLANS, "conference.declared")
def declared(told):
    """The title of a declaration is a text of its own, in the language in which it was agreed."""
    words = {"conference": conference_words(told.get("ordinal"), told.get("city"))}
    address = reverse("conferences:conference_detail", kwargs={"ordinal": told.get("ordinal")})
    return Line(_("Declared: %(conference)s") % words, address, told.get("declaration"))


@KINDS.of("conferences.declaration", Topic.PLANS, "declaration.sealed")
def sealed(told):
    """A text that all agreed on, or one for which the chair alone answers: said before its title."""
    address = reverse("declarations:declaration_detail", kwargs={"slug": told.get("declaration")})
    return Line(agreed_words(told.get("sort")), address, told.written("title"))


@KINDS.of("conferences.chair", Topic.ROLES, "chair.start")
def chair_began(told):
    words = {"who": told.called("stakeholder"), "process": told.called("process")}
    title = {
        "permanent": _("%(who)s: permanent chair of %(process)s"),
        "co_chair": _("%(who)s: co-chair of %(process)s"),
        "chair": _("%(who)s: chair of %(process)s"),
    }[told.get("standing")] % words
    address = reverse("conferences:process_detail", kwargs={"slug": told.get("process")})
    return Line(title, address, start_words(told))


@KINDS.of("conferences.chair", Topic.ROLES, "chair.end")
def chair_ended(told):
    words = {"who": told.called("stakeholder"), "process": told.called("process")}
    title = {
        "permanent": _("%(who)s: last day as permanent chair of %(process)s"),
        "co_chair": _("%(who)s: last day as co-chair of %(process)s"),
        "chair": _("%(who)s: last day as chair of %(process)s"),
    }[told.get("standing")] % words
    return Line(title, reverse("conferences:process_detail", kwargs={"slug": told.get("process")}))


COMMITMENTS = {
    "commitment.register": lambda: _("Commitment registered: %(title)s"),
    "commitment.confirm": lambda: _("Commitment confirmed: %(title)s"),
    "commitment.complete": lambda: _("Commitment completed: %(title)s"),
    "commitment.publish": lambda: _("Commitment published: %(title)s"),
}


@KINDS.of("conferences.commitment", Topic.COMMITMENTS, *COMMITMENTS)
def commitment_moved(told):
    """Neutral words for every reader: what was undertaken, and that it was registered, confirmed or completed."""
    address = reverse("commitments:commitment_detail", kwargs={"uid": told.uid})
    return Line(COMMITMENTS[told.kind]() % {"title": told.written("title")}, address)


@KINDS.of("conferences.action", Topic.COMMITMENTS, "action.verify")
def action_done(told):
    """In neutral words: that it is done, to who may see the action."""
    words = {"who": told.who(), "action": told.get("title")}
    return Line(
        _("%(who)s: an action is done") % words,
        reverse("follow_up:action_detail", kwargs={"uid": told.uid}),
        words["action"],
    )


@KINDS.of("conferences.contribution", Topic.COMMITMENTS, "contribution.arrive")
def arrived(told):
    address = reverse("umbrella:initiative_detail", kwargs={"slug": told.get("initiative")})
    return Line(_("Arrived from %(initiative)s") % {"initiative": told.get("acronym")}, address, told.get("arrived"))


@KINDS.of("conferences.measureproposal", Topic.PLANS, "measure.propose", "measure.discuss", "measure.adopt")
def measure_moved(told):
    title = {
        "measure.propose": _("A measure was proposed: %(measure)s"),
        "measure.discuss": _("A proposed measure was discussed: %(measure)s"),
        "measure.adopt": _("A measure was adopted: %(measure)s"),
    }[told.kind]
    return Line(title % {"measure": told.get("title")}, reverse("umbrella:measure_detail", kwargs={"uid": told.uid}))
