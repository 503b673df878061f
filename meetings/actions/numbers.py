"""The number of a meeting in a CBM that others read stays reserved when the meeting leaves it (product rules 3.4)."""

from meetings.models import RegisterNote


def leave_number(meeting, cbm, number, *, now=None):
    """Reserve the number that a meeting carried in a CBM; `now` is the one it has there instead. Changes for the audit.

    Nothing where it had none, or nobody outside had read it: then it is free again. Only this meeting may carry it
    again. What the public reads of it names no meeting, which may be annulled one day.
    """
    if number is None or not (meeting.is_public or meeting.state == "annulled"):
        return {}
    was = f"{cbm.short} RTG{number} was the number of a meeting"
    _note, is_new = RegisterNote.objects.get_or_create(
        cbm=cbm,
        reserved_ordinal=number,
        defaults={
            "meeting": meeting,
            "text": f"{was} that is {cbm.short} RTG{now} now." if now else f"{was} that does not carry it any more.",
        },
    )
    return {f"reserved.{cbm.code}": [None, number]} if is_new else {}


def take_back(meeting, cbm):
    """The number that this meeting left in the CBM last, reserved no more; None where it left none."""
    note = RegisterNote.objects.filter(meeting=meeting, cbm=cbm).order_by("-pk").first()
    if note is None:
        return None
    note.delete()
    return note.reserved_ordinal
