"""Viewing as somebody else begins and ends: two rows of the history, about the viewer."""

from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.permissions import Permission

PUBLIC = "public"


@action
def begin_viewing(stakeholder, *, by):
    """`by` views pages as a delegate of the stakeholder would from now on; None: as the public does.

    Refused to whoever may not. It changes nothing but the session, which the view keeps.
    """
    authorise(by, Permission.VIEW_AS)
    named = stakeholder.name_en if stakeholder else PUBLIC
    record("viewing.begin", by, by=by, before=snapshot(by), extra={"viewed_as": [None, named]})


@action
def end_viewing(viewing, *, how, by):
    """`by` stopped viewing, or it ended by itself; `how` is "stopped", "expired" or "not_allowed".

    Asks no permission: it may end because there is none any more.
    """
    named = viewing.names.get("name_en", PUBLIC)
    record("viewing.end", by, by=by, before=snapshot(by), reason=how, extra={"viewed_as": [named, None]})
