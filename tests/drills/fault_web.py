"""Workers of the web killed with -9 while people send forms: every answered write is there once, every retry is one."""

import contextlib
import http.client
import os
import random
import signal
import threading
import time
import uuid
from pathlib import Path

from tests.drills.house import House, held_meeting, wait_until

PEOPLE = ("fp_dm", "fp_dm_deputy", "rev", "rev_two")
# How long one form may be sent again and again.
PATIENCE_S = 60
WRITTEN = "SELECT count(*), count(DISTINCT title_en) FROM meetings_meeting WHERE title_en LIKE 'Drill %%'"


def run(*, small):
    forms, least_kills, every = (4, 3, 4) if small else (60, 80, 2)
    with House() as house:
        senders = [Sender(house, key, number, forms) for number, key in enumerate(PEOPLE)]
        master = house.processes["web"].pid
        kills, last, rng, end = 0, 0, random.Random(5), time.monotonic() + 1200
        for sender in senders:
            sender.start()
        while any(sender.is_alive() for sender in senders) and time.monotonic() < end:
            # A worker needs a second or two to come up: the next dies after some more answers, in the middle of others.
            time.sleep(rng.random() * 0.05)
            answered = sum(len(sender.places) for sender in senders)
            workers = children(master)
            if answered >= last + every and workers:
                last = answered
                with contextlib.suppress(ProcessLookupError):
                    os.kill(rng.choice(workers), signal.SIGKILL)
                    kills += 1
        for sender in senders:
            sender.join(PATIENCE_S * 2)
        alive = house.processes["web"].poll() is None
        wait_until(lambda: house.status("/healthz") == 200, "the web after the last kill")
        # Each form once more, with its key: the same answer, no second object.
        again = [list(sender.once_more()) for sender in senders]
        sent = sum(len(sender.places) for sender in senders)
        written = house.one(WRITTEN)
        titles = house.one(WRITTEN.replace("count(*), ", ""))
        places = {place for sender in senders for place in sender.places.values()}
        stored = set(house.one("SELECT array_agg('/meetings/' || uid || '/') FROM meetings_meeting"))
        chain = house.json("audit", "verify")
    wrong = [fault for sender in senders for fault in sender.wrong] + [fault for faults in again for fault in faults]
    return {
        "ok": not wrong
        and alive
        and written == titles == sent == len(places) == forms * len(PEOPLE)
        and places <= stored
        and kills >= least_kills
        and chain["ok"],
        "wrong": wrong[:10],
        "forms": forms * len(PEOPLE),
        "answered": sent,
        "written": written,
        "kills": kills,
        "answers_lost": sum(sender.lost for sender in senders),
        "chain": chain["ok"],
    }


def children(parent):
    """Process ids of the workers of a gunicorn."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            text = status.read_text()
            if int(text.rpartition(")")[2].split()[1]) == parent:
                found.append(int(text.split()[0]))
    return found


class Sender(threading.Thread):
    """One person who logs meetings, and sends a form again with its key until it is answered."""

    def __init__(self, house, key, number, forms):
        super().__init__(daemon=True)
        self.number, self.forms = number, forms
        self.browser = house.browser(key)
        self.token = self.browser.token()
        # Of each form: its fields, and where it led.
        self.fields, self.places, self.wrong, self.lost = {}, {}, [], 0

    def run(self):
        for turn in range(self.forms):
            title = f"Drill {self.number} {turn}"
            day = 1 + turn % 28
            self.fields[title] = held_meeting(
                title=title,
                starts_on=f"202{self.number}-{1 + turn // 28:02}-{day:02}",
                another_meeting="on",
                idempotency_key=uuid.uuid4().hex,
            )
            place = self.until_answered(title)
            if place is not None:
                self.places[title] = place

    def until_answered(self, title):
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            try:
                answer = self.browser.send("/meetings/new/", self.fields[title], token=self.token)
            except (OSError, http.client.HTTPException):
                self.lost += 1
                time.sleep(0.05)
                continue
            if answer.status == 302:
                return answer.headers["Location"]
            if answer.status not in (502, 503):
                self.wrong.append(f"{title} was answered {answer.status}")
                return None
        self.wrong.append(f"{title} was never answered")
        return None

    def once_more(self):
        """What is wrong when every form is sent again."""
        for title in list(self.places)[:: max(1, len(self.places) // 8)]:
            answer = self.browser.send("/meetings/new/", self.fields[title], token=self.token)
            if answer.headers["Location"] != self.places[title]:
                yield f"{title} sent again led to {answer.headers['Location']} with {answer.status}"
