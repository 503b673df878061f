"""The outbox: one row per recipient and occasion, and the wink that wakes the relay."""

import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils import timezone

from hoaip.audit import current_group
from hoaip.jobs import count_queued
from hoaip.models import OutboxMessage, Preference, PublicText, Wish
from hoaip.models.texts import COLUMNS
from hoaip.post import letters
from hoaip.post.kinds import letter_of
from hoaip.post.wake import wake_relay
from hoaip.texts.letters import key_of_letter

LONGEST_KEY = 160


def queue(template, *, to, key, context, about=None):
    """Put one mail per person in the outbox, in the caller's transaction; returns how many are new, sent or not.

    - `key` names the occasion (at most 160 characters, for example "flag:<uid>:missed:1"): the same key never mails
      the same person twice, whoever asks and however often;
    - rendered now, in each recipient's language; subject and body carry no draft text, only a link;
    - `about` is the object it is about: whoever may not see it any more when it is sent does not get it;
    - what the recipient chose for its kind decides now: a letter that is not wanted at once is written and not sent, it
      stands among that person's letters, and choosing otherwise later sends nothing of it;
    - accounts that are deactivated, and the portal's own, get nothing;
    - somebody without an account is an object with the account's columns used here, whose `pk` is None.
    """
    if len(key) > LONGEST_KEY:
        raise ValueError(f"The key of a mail has at most {LONGEST_KEY} characters: {key!r}.")
    # In one order for everybody, so that two transactions that mail the same people do not wait for each other.
    people = sorted({person.uid: person for person in to}.values(), key=lambda person: str(person.uid))
    people = {f"{key}:{person.uid}": person for person in people if person.is_active and not person.is_system}
    known = set(OutboxMessage.objects.filter(dedupe_key__in=people).values_list("dedupe_key", flat=True))
    unknown = {dedupe_key: person for dedupe_key, person in people.items() if dedupe_key not in known}
    if not unknown:
        return 0
    wishes = _wishes(unknown.values(), letter_of(template).group)
    before = PublicText.objects.filter(key=key_of_letter(template)).values_list(*COLUMNS).first()
    now = timezone.now()
    fresh = [
        _message(
            template,
            person,
            dedupe_key,
            context=context,
            before=before,
            about=about,
            now=now,
            wish=wishes.get(person.pk, Wish.AT_ONCE),
        )
        for dedupe_key, person in unknown.items()
    ]
    OutboxMessage.objects.bulk_create(fresh, ignore_conflicts=True)
    # A row of another transaction with the same key wins silently; only ours carry our uids.
    new = list(OutboxMessage.objects.filter(uid__in=[message.uid for message in fresh]).values_list("wish", flat=True))
    to_send = new.count(Wish.AT_ONCE)
    count_queued(to_send)
    if to_send:
        wake_after_commit()
    return len(new)


def _wishes(people, group):
    """{pk of an account: what it chose for this kind}, without who chose nothing; one statement for everybody."""
    if not group.may_be_silenced:
        return {}
    accounts = [person.pk for person in people if person.pk]
    return dict(Preference.objects.filter(user__in=accounts, group=group).values_list("user", "choice"))


def _message(template, person, dedupe_key, *, context, before, about, now, wish):
    letter = letter_of(template)
    subject, body = letters.write(template, recipient=person, context=context, before=before)
    # Nobody is to be told of what is only kept, nor of what was not wanted: it stands in the list as read.
    is_read = not letter.is_news or wish == Wish.OFF
    return OutboxMessage(
        dedupe_key=dedupe_key,
        # Who is only invited has an address and no account yet.
        recipient=person if person.pk else None,
        address=person.email,
        language=person.language,
        template=template,
        subject=subject,
        body=body,
        object_type=about._meta.label_lower if about is not None else "",
        object_uid=about.uid if about is not None else None,
        # Follows from the key: the same mail carries the same id even out of a restored database.
        message_id=f"<{uuid.uuid5(uuid.NAMESPACE_URL, dedupe_key)}@{urlsplit(settings.PUBLIC_ORIGIN).hostname}>",
        next_try_at=now,
        state=OutboxMessage.State.QUEUED if wish == Wish.AT_ONCE else OutboxMessage.State.SUPPRESSED,
        wish=wish,
        read_at=now if is_read else None,
    )


def kept_letters():
    """Letters that their recipients chose to get once a week, and that no weekly letter has counted."""
    return OutboxMessage.objects.filter(wish=Wish.WEEKLY, counted_at=None)


def note_counted(rows):
    """These letters are in the weekly letter that was just queued, and in none after it."""
    kept_letters().filter(pk__in=[row.pk for row in rows]).update(counted_at=timezone.now())


def wake_after_commit():
    """Wake the relay once this transaction is committed; once for the whole of an action."""
    group = current_group.get()
    if group is not None:
        if group.wake_relay:
            return
        group.wake_relay = True
    transaction.on_commit(wake_relay)


def status(now):
    """{"queued", "sent", "failed": how many mails; "oldest_age_s": whole seconds the oldest queued one has waited}."""
    queued = Q(state=OutboxMessage.State.QUEUED)
    found = OutboxMessage.objects.aggregate(
        queued=Count("pk", filter=queued),
        sent=Count("pk", filter=Q(state=OutboxMessage.State.SENT)),
        failed=Count("pk", filter=Q(state=OutboxMessage.State.FAILED)),
        oldest=Min("created_at", filter=queued),
    )
    oldest = found.pop("oldest")
    return found | {"oldest_age_s": 0 if oldest is None else max(0, int((now - oldest).total_seconds()))}
