"""The result of a consultation as plain values, and its seal: anybody who has the text can compute it again."""

from datetime import UTC

from cbms.plans.content import digest_of, spelled

FORM = 1


def result_of(consultation, lines, outcome, *, decided_at=None, decided_by=None, reason=""):
    """What is kept for ever of a consultation as it stood, in no language.

    - instants are UTC; stakeholders by their name in addresses, in the order of these names;
    - what passed by silence says nothing of when it was noticed: late or twice, the result is the same;
    - what a person decided names that person, the instant and the reason.
    """
    plan, version = consultation.plan, consultation.plan_version
    result = {
        "form": FORM,
        "consultation": str(consultation.uid),
        "cbm": plan.cbm.code,
        "plan": {"uid": str(plan.uid), "number": plan.number, "title": version.content["title"]["en"]},
        "version": {"number": version.number, "digest": version.digest},
        "opened_at": stamp(consultation.opened_at),
        "expires_at": stamp(consultation.expires_at),
        "extended": [
            {"from": stamp(row.expired_at), "to": stamp(row.expires_at), "reason": row.reason}
            for row in consultation.extensions.order_by("pk")
        ],
        "answers": [_answer(line) for line in sorted(lines, key=lambda line: line.stakeholder.slug)],
        "outcome": outcome,
    }
    if decided_by is not None:
        result["decided"] = {"at": stamp(decided_at), "by": decided_by.full_name, "reason": reason}
    return result


def _answer(line):
    row = {
        "stakeholder": line.stakeholder.slug,
        "name": line.stakeholder.name_en,
        "capacity": line.asked.capacity,
        "may_object": line.asked.may_object,
        "answer": "none",
    }
    if (standing := line.standing) is None:
        return row
    return row | {
        "answer": str(standing.answer),
        "text": standing.text,
        "at": stamp(standing.at),
        "by": standing.by.full_name,
        "on_behalf": standing.on_behalf,
        "confirmed": standing.confirms_id is not None,
        "positions": len(line.positions),
    }


def stamp(moment):
    """An instant as one spelling: UTC to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def text_of(result):
    """The one text of a result, whose SHA-256 is the seal."""
    return spelled(result)


def seal_of(result):
    """SHA-256 over the text, 64 hexadecimal digits."""
    return digest_of(result)
