"""What is told of conferences, of chairs, of declarations and of commitments."""

from hoaip.calendar import today_in_kabul
from hoaip.events import retell, tell, untell
from hoaip.ladder import Rung


def tell_declared(conference):
    """What a conference declared, on its last day; said again when it changed, taken back when there is nothing."""
    meeting = conference.meeting
    if not conference.declaration:
        untell(conference, "conference.declared")
        return
    hosts = [meeting.host] if meeting.host is not None else []
    retell(
        "conference.declared",
        conference,
        on=meeting.ends_on,
        anchors=[conference.process, meeting, *hosts],
        is_public=True,
        ordinal=conference.ordinal,
        city=meeting.city,
        declaration=conference.declaration,
    )


def tell_chair(chair):
    """The beginning and, where it is known, the end of a term; said again when the days changed."""
    about = {
        "anchors": [chair.process, chair.stakeholder],
        "is_public": True,
        "process": chair.process.slug,
        "stakeholder": chair.stakeholder.slug,
        "standing": str(chair.standing),
    }
    basis = str(chair.from_basis)
    precision = basis if basis in ("month", "year") else ""
    retell("chair.start", chair, on=chair.from_on, **about, basis=basis, precision=precision)
    if chair.until_on is None:
        untell(chair, "chair.end")
    else:
        retell("chair.end", chair, on=chair.until_on, **about)


def tell_sealed(declaration):
    """What was declared, on its day, with the meeting that agreed on it or whose chair gave it, and its host."""
    meeting = declaration.meeting
    hosts = [meeting.host] if meeting.host is not None else []
    retell(
        "declaration.sealed",
        declaration,
        on=declaration.agreed_on,
        anchors=[declaration.process, meeting, *hosts],
        is_public=True,
        declaration=declaration.slug,
        sort=str(declaration.kind),
        title_en=declaration.title_en,
        title_fa=declaration.title_fa,
        title_ps=declaration.title_ps,
    )


def tell_commitment(kind, commitment, *, on):
    """A step of a commitment that is told: it was registered, confirmed or completed, without a judgement."""
    retell(
        kind,
        commitment,
        on=on,
        anchors=[commitment.process, *commitment.cbms.all(), *commitment.owners.all()],
        # Before its moment the public sees nothing of it, nor what is told of it.
        is_public=commitment.rung == Rung.PUBLIC or commitment.public_from is not None,
        **names_of(commitment),
    )


def tell_publishing(commitment):
    """It is published at the moment that is fixed for it: told from then on, in place of what was told of another."""
    untell(commitment, "commitment.publish")
    if commitment.is_scheduled:
        tell(
            "commitment.publish",
            commitment,
            on=today_in_kabul(commitment.public_from),
            anchors=[commitment.process, *commitment.cbms.all(), *commitment.owners.all()],
            is_public=True,
            told_from=commitment.public_from,
            **names_of(commitment),
        )


def names_of(commitment):
    """What a line about a commitment says of it."""
    titles = {f"title_{column}": getattr(commitment, f"title_{column}") for column in ("en", "fa", "ps")}
    return titles | {"number": commitment.number}


def tell_arrived(contribution):
    """What an initiative brought, on its day; taken back while nothing has arrived."""
    if not contribution.arrived:
        untell(contribution, "contribution.arrive")
        return
    initiative = contribution.initiative
    around = (initiative.process, initiative.organiser, contribution.cbm, contribution.meeting)
    retell(
        "contribution.arrive",
        contribution,
        on=contribution.arrived_on,
        anchors=[each for each in around if each is not None],
        is_public=True,
        initiative=initiative.slug,
        acronym=initiative.acronym,
        arrived=contribution.arrived[:200],
    )


def tell_measure(measure, step, *, on):
    """That a measure was proposed, discussed or adopted; the public is told of the adoption alone."""
    around = (measure.process, measure.cbm, measure.proposed_by, measure.meeting if step != "propose" else None)
    retell(
        f"measure.{step}",
        measure,
        on=on,
        anchors=[each for each in around if each is not None],
        is_public=step == "adopt",
        title=measure.title,
        cbm=measure.cbm.code,
    )
