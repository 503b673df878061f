"""The letter of what happened around the things that a person watches: at most one a day, and it names no event.

It counts those events alone that its reader may see now, as their timeline would show them.
"""

from datetime import timedelta
from functools import partial

from django.db.models import Count
from django.utils import translation

from hoaip.action import action, authorise
from hoaip.audit import record
from hoaip.jobs import each
from hoaip.models import User, Watch
from hoaip.permissions import Permission
from hoaip.post import queue
from hoaip.timeline.kinds import Topic
from hoaip.timeline.reading import events_of
from hoaip.watching.actions import end_unseen, note_told
from hoaip.watching.things import seen_among

# An event is stamped before its transaction ends: what is younger may still be joined by an older one.
SETTLED = timedelta(minutes=10)


def tell_watchers(as_of):
    """Write to everybody around whose things something happened since the last letter. {"letters": how many}."""
    by = User.objects.system()
    people = User.objects.filter(is_active=True, pk__in=Watch.objects.values("user")).order_by("pk")
    return {"letters": each(people.iterator(), partial(tell_watcher, until=as_of - SETTLED, by=by))}


@action
def tell_watcher(person, *, until, by):
    """Queue one letter of what was told up to the instant `until`; 0 when nothing was, or it is in a letter already.

    What the person does not see any more is watched no more.
    """
    authorise(by, Permission.KEEP_HOUSE)
    rows = list(Watch.objects.select_for_update(no_key=True).filter(user=person).order_by("pk"))
    with translation.override(person.language):
        seen = seen_among(person, [row.name for row in rows])
    for row in rows:
        if row.name not in seen:
            end_unseen(row, by=by)
    news = [(seen[row.name], told_of(row, person, until)) for row in rows if row.name in seen]
    news = [(thing, told) for thing, told in news if told]
    if not news:
        return 0
    sent = queue("watch_news", to=[person], key=f"watch:{until.isoformat()}", context={"news": news})
    note_told(person, until)
    record("watch.news", person, by=by, before=None, extra={"until": [None, until.isoformat()]})
    return sent


def told_of(row, person, until):
    """[(Topic, how many events)] that this person may read of what a Watch is about, since its last letter."""
    told = events_of(row.name, person).filter(event__at__gt=row.told_at, event__at__lte=until).order_by()
    counted = dict(told.values_list("topic").annotate(Count("pk")))
    return [(each, counted[each]) for each in Topic if each in counted]
