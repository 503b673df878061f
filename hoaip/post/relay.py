"""The relay: takes what is due out of the outbox, row by row, and sends it."""

import logging
from datetime import timedelta
from email.header import Header
from smtplib import SMTPConnectError, SMTPException, SMTPServerDisconnected

from billiard.exceptions import SoftTimeLimitExceeded
from django.core.mail import EmailMessage, get_connection
from django.db import DatabaseError, transaction
from django.db.models import F

from hoaip.models import OutboxMessage
from hoaip.post.letters import WITH_A_KEY
from hoaip.post.seen import is_open, seen_of

logger = logging.getLogger(__name__)

State = OutboxMessage.State
MOST_ATTEMPTS = 8
# The n-th failure waits 2, 4, 8 … minutes; the eighth is the last, four hours after the first.
FIRST_WAIT = timedelta(minutes=1)
LIMIT = 500
# A word that stands behind "Subject: " unfolded.
LONGEST_WORD = 60


def send_due(now, *, limit=LIMIT):
    """Send up to `limit` mails that are due at the instant `now`. Returns {"sent", "retried", "failed", "suppressed"}.

    - each row is a transaction of its own, taken with SKIP LOCKED: two relays share the work and send nothing twice,
      and one that is killed loses at most the row in hand, which the next sends again under the same Message-ID;
    - a recipient who is deactivated, or who may not see the object any more, is suppressed;
    - a failure is tried again after 2, 4, 8 … minutes, eight times in all;
    - a mail server that is gone or does not answer is asked for one mail and not for all: the others stay due, and
      the worker is free for other jobs.
    """
    counts = {"sent": 0, "retried": 0, "failed": 0, "suppressed": 0}
    connection = get_connection()
    for _row in range(limit):
        outcome, server_is_gone = _send_one(now, connection)
        if outcome is None:
            break
        counts[outcome] += 1
        if server_is_gone:
            break
    connection.close()
    return counts


def _send_one(now, connection):
    """(What became of the next row that is due, or None when there is none; whether the mail server is gone)."""
    with transaction.atomic():
        message = (
            OutboxMessage.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("recipient")
            .filter(state=State.QUEUED, next_try_at__lte=now)
            .order_by("next_try_at", "pk")
            .first()
        )
        if message is None:
            return None, False
        done_with = {"body": ""} if message.template in WITH_A_KEY else {}
        if not still_wanted(message):
            # Nothing is left to be opened.
            _note(message, state=State.SUPPRESSED, read_at=message.read_at or now, **done_with)
            return "suppressed", False
        # An address that was changed in the meantime is the one that is used, and noted.
        address = message.recipient.email if message.recipient else message.address
        try:
            _deliver(message, address, connection)
        except (SoftTimeLimitExceeded, DatabaseError):
            raise
        except Exception as problem:
            # Whatever a mail server or an address does wrong must not hold up the mails behind it.
            logger.warning("mail %s was not sent", message.uid, exc_info=True)
            connection.close()
            return _failed(message, problem, now), is_gone(problem)
        attempts = message.attempts + 1
        _note(message, state=State.SENT, sent_at=now, address=address, attempts=attempts, error="", **done_with)
        return "sent", False


def is_gone(problem):
    """Whether this is the mail server's silence or absence, not its answer to one mail."""
    if isinstance(problem, SMTPException):
        return isinstance(problem, SMTPServerDisconnected | SMTPConnectError)
    return isinstance(problem, OSError)


class Letter(EmailMessage):
    """A mail whose subject begins on the line of its name, in any script: some readers show an empty line as it."""

    def message(self):
        made = super().message()
        # Django folds without knowing the name before it, so that the first piece never fits behind it.
        words = self.subject.split()
        plain = self.subject.isascii() and (not words or len(words[0]) <= LONGEST_WORD)
        charset = "us-ascii" if plain else "utf-8"
        made.replace_header("Subject", Header(self.subject, charset, header_name="Subject"))
        return made


def _deliver(message, address, connection):
    Letter(
        subject=message.subject,
        body=message.body,
        to=[address],
        connection=connection,
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    ).send()


def _failed(message, problem, now):
    attempts = message.attempts + 1
    error = f"{type(problem).__name__}: {problem}".replace("\x00", "")[:300]
    if attempts >= MOST_ATTEMPTS:
        _note(message, state=State.FAILED, attempts=attempts, error=error)
        return "failed"
    _note(message, attempts=attempts, next_try_at=now + FIRST_WAIT * 2**attempts, error=error)
    return "retried"


def _note(message, **columns):
    OutboxMessage.objects.filter(pk=message.pk).update(version=F("version") + 1, **columns)


def still_wanted(message):
    """Whether the recipient is still active, and still among those who may see what the mail is about.

    Somebody without an account was named by an address alone and gets it.
    """
    person = message.recipient
    if person is None:
        return True
    return person.is_active and is_open(message, seen_of(person, [message]))
