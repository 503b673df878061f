"""What happened, told for timelines and digests: derived from actions, and no proof (the audit is).

An event is kept without words: its kind, its day, its object, and the names of what a sentence needs. The kinds, with
their sentences, stand on the floor that tells them (settings.TIMELINES).
"""

import json
import uuid

from django.db import connection

from hoaip.models import Event
from hoaip.timeline.kinds import all_kinds

# The event and its places in timelines in one statement: telling stands in the way of every write.
TELL = """
WITH told AS (
  INSERT INTO hoaip_event (uid, "on", at, kind, topic, object_type, object_uid, is_public, told_from, params)
  VALUES (%s, %s, COALESCE(%s, statement_timestamp()), %s, %s, %s, %s, %s, %s, %s) RETURNING id, "on", topic)
INSERT INTO hoaip_eventanchor (event_id, name, "on", topic)
SELECT told.id, anchor.name, told."on", told.topic FROM told, unnest(%s::text[]) AS anchor (name)
"""
UNTELL = """
WITH gone AS (DELETE FROM hoaip_event WHERE object_uid = %s AND kind = ANY(%s::text[]) RETURNING id)
DELETE FROM hoaip_eventanchor USING gone WHERE event_id = gone.id
"""
STAND_ALSO = """
INSERT INTO hoaip_eventanchor (event_id, name, "on", topic)
SELECT id, %s, "on", topic FROM hoaip_event WHERE object_uid = %s AND kind = %s ON CONFLICT DO NOTHING
"""
LEAVE = """
DELETE FROM hoaip_eventanchor USING hoaip_event AS event
WHERE event_id = event.id AND event.object_uid = %s AND name = ANY(%s::text[])
"""
JOIN = """
INSERT INTO hoaip_eventanchor (event_id, name, "on", topic)
SELECT event.id, anchor.name, event."on", event.topic FROM hoaip_event AS event, unnest(%s::text[]) AS anchor (name)
WHERE event.object_uid = %s ON CONFLICT DO NOTHING
"""
MOVE = """
WITH moved AS (UPDATE hoaip_event SET "on" = %s WHERE object_uid = %s AND kind = %s RETURNING id, "on")
UPDATE hoaip_eventanchor AS anchor SET "on" = moved."on" FROM moved WHERE anchor.event_id = moved.id
"""
AMEND = "UPDATE hoaip_event SET params = params || %s WHERE object_uid = %s"


def tell(kind, obj, *, on, anchors, is_public=False, told_from=None, **params):
    """One event about `obj` on a day; `anchors` are the CBMs, stakeholders, processes, meetings it stands with.

    - `params` are plain values in no language: names of anchors as in addresses (stakeholder="pakistan", cbm="dm"),
      choices by their value, days as ISO 8601; empty ones are left out;
    - `is_public`: the public is told of it too, while it may see `obj`;
    - `told_from`: the moment ahead from which it is told at all, and counts as told.
    KeyError for a kind that no app can put into words; ValueError when it is about another kind of row.
    """
    said = all_kinds()[kind]
    if obj._meta.label_lower != said.of:
        raise ValueError(f"“{kind}” is about {said.of}, not {obj._meta.label_lower}.")
    given = {name: value for name, value in params.items() if value not in (None, "", [], {})}
    about = (kind, said.topic.value, said.of, obj.uid, is_public, told_from)
    row = (uuid.uuid4(), on, told_from, *about, json.dumps(given, default=str))
    with connection.cursor() as cursor:
        cursor.execute(TELL, [*row, sorted({anchor_name(anchor) for anchor in anchors})])


def untell(obj, *kinds):
    """Take back events about `obj`: what they say is not so any more. The audit keeps that it was."""
    with connection.cursor() as cursor:
        cursor.execute(UNTELL, [obj.uid, list(kinds)])


def retell(kind, obj, **telling):
    """Tell it in place of what was told of this kind before: the timeline has the day that counts, the audit both."""
    untell(obj, kind)
    tell(kind, obj, **telling)


def stand_also(kind, obj, anchor):
    """The event of this kind about `obj` stands in the timeline of `anchor` too."""
    with connection.cursor() as cursor:
        cursor.execute(STAND_ALSO, [anchor_name(anchor), obj.uid, kind])


def stand_elsewhere(obj, *, left=(), joined=()):
    """Every event about `obj` leaves the timelines of some anchors and stands in those of others."""
    with connection.cursor() as cursor:
        cursor.execute(LEAVE, [obj.uid, [anchor_name(anchor) for anchor in left]])
        cursor.execute(JOIN, [[anchor_name(anchor) for anchor in joined], obj.uid])


def happened_on(kind, obj, day):
    """The event of this kind about `obj` was on another day than told; its places in timelines move with it."""
    with connection.cursor() as cursor:
        cursor.execute(MOVE, [day, obj.uid, kind])


def amend(obj, **params):
    """Every event about `obj` names these parameters from now on as given: it is called otherwise than before."""
    with connection.cursor() as cursor:
        cursor.execute(AMEND, [json.dumps(params, default=str), obj.uid])


def told(*kinds):
    """Uids of the objects of which events of these kinds stand, written without words."""
    rows = Event.objects.filter(kind__in=kinds).exclude(params__has_key="said")
    return set(rows.values_list("object_uid", flat=True))


def anchor_name(anchor):
    """ "cbm:dm", "stakeholder:pakistan", "process:hoa-ip", "meeting:<uid>"."""
    key = getattr(anchor, anchor.ANCHOR[0]) if hasattr(anchor, "ANCHOR") else anchor.uid
    return f"{anchor._meta.model_name}:{key}"
