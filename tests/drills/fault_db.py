"""PostgreSQL away for some seconds: pages say so in bounded time, nothing answered is lost, all goes on by itself."""

import http.client
import signal
import threading
import time
import uuid

from hoaip.serving import child
from tests.drills.house import House, held_meeting, wait_until

# Seconds that a page may take while the database is away.
PATIENCE_S = 8
PUBLIC = ("/", "/meetings/", "/cbms/table/", "/cbms/dm/", "/fa-af/", "/audit/head/")
OWN = (*PUBLIC, "/compliance/", "/accounts/me/", "/meetings/new/")
SENTENCE = "does not answer"
NIGHTS = "SELECT count(*) FROM hoaip_jobrun WHERE finished_at IS NOT NULL"


def run(*, small):
    # Fast, as an administrator stops it; then at once, which leaves a recovery to the next start.
    ways = [signal.SIGQUIT] if small else [signal.SIGINT, signal.SIGQUIT, signal.SIGINT]
    wrong, slowest, asked, back = [], 0.0, 0, []
    with House(durable=True) as house:
        house.start_worker()
        house.start_beat()
        wait_until(lambda: house.status("/readyz") == 200, "worker and beat", patience_s=90)
        browser, public = house.browser("fp_dm"), house.browser()
        token = browser.token()
        writer = Writer(house)
        writer.start()
        for turn, way in enumerate(ways):
            server = house.servers.postgres
            child.stop(server.process, sign=way, patience_s=30)
            stopped = time.monotonic()
            ready = public.get("/readyz")
            if ready.status != 503 or '"database": false' not in ready.text:
                wrong.append(f"/readyz answered {ready.status}")
            if public.get("/healthz").status != 200:
                wrong.append("/healthz did not answer")
            while time.monotonic() < stopped + (2 if small else 8):
                for reader, paths in ((public, PUBLIC), (browser, OWN)):
                    for path in paths:
                        began = time.monotonic()
                        answer = reader.get(path)
                        slowest, asked = max(slowest, time.monotonic() - began), asked + 1
                        wrong += faults(path, answer)
            lost = held_meeting(starts_on=f"2026-04-{turn + 1:02}", another_meeting="on")
            answer = browser.send("/meetings/new/", lost, token=token)
            wrong += faults("the form", answer)
            server.start()
            began = time.monotonic()
            wait_until(lambda: browser.get("/compliance/").status == 200, "pages after the start", patience_s=30)
            wait_until(lambda: public.get("/").status == 200, "public pages after the start", patience_s=30)
            back.append(round(time.monotonic() - began, 1))
            known = len(writer.answered)
            wait_until(lambda: len(writer.answered) >= known + 5, "the writer to go on", patience_s=30)
            answers = [browser.send("/meetings/new/", lost, token=token) for _ in range(2)]
            places = {answer.headers["Location"] for answer in answers}
            wrong += [f"the form led to {place}" for place in places if "/meetings/" not in str(place)]
            if [answer.status for answer in answers] != [302, 302] or len(places) != 1:
                wrong.append(f"the form sent again: {[answer.status for answer in answers]}")
        writer.over.set()
        writer.join(60)
        wrong += writer.wrong
        written = house.one("SELECT count(DISTINCT title_en) FROM meetings_meeting WHERE title_en LIKE 'Drill %%'")
        rows = house.one("SELECT count(*) FROM meetings_meeting WHERE title_en LIKE 'Drill %%'")
        if not written == rows == len(writer.answered):
            wrong.append(f"{len(writer.answered)} answered, {rows} written, {written} different")
        # A worker and a beat that nobody restarted: a job by the queue, and the port says that all is well.
        nights = house.one(NIGHTS)
        house.start("sender", "celery", "--app", "hoaip.celery", "call", "hoaip.tasks.sweep").wait(60)
        wait_until(lambda: house.one(NIGHTS) > nights, "a job after the start", patience_s=60)
        wait_until(lambda: public.get("/readyz").status == 200, "the portal to be ready again", patience_s=120)
        chain = house.json("audit", "verify")
    return {
        "ok": not wrong and slowest < PATIENCE_S and chain["ok"] and rows > 0,
        "wrong": wrong[:10],
        "stopped": len(ways),
        "pages_asked_meanwhile": asked,
        "slowest_s": round(slowest, 2),
        "back_after_s": back,
        "written": rows,
        "chain": chain["ok"],
    }


def faults(what, answer):
    if answer.status != 503 or SENTENCE not in answer.text and "پاسخ" not in answer.text:
        yield f"{what} answered {answer.status} without the database"


class Writer(threading.Thread):
    """Somebody who logs meetings all the while and sends each form again, with its key, until it is answered."""

    def __init__(self, house):
        super().__init__(daemon=True)
        self.browser = house.browser("rev")
        self.token = self.browser.token()
        self.over, self.answered, self.wrong = threading.Event(), set(), []

    def run(self):
        turn = 0
        while not self.over.is_set() and turn < 300:
            title = f"Drill {turn}"
            fields = held_meeting(
                title=title,
                starts_on=f"2025-{1 + turn // 28:02}-{1 + turn % 28:02}",
                another_meeting="on",
                idempotency_key=uuid.uuid4().hex,
            )
            end, status = time.monotonic() + 60, None
            while status != 302 and time.monotonic() < end:
                try:
                    answer = self.browser.send("/meetings/new/", fields, token=self.token)
                    status = answer.status
                    if "login" in answer.headers.get("Location", ""):
                        self.wrong.append(f"{title} was asked to sign in")
                except (OSError, http.client.HTTPException):
                    status = None
                if status not in (302, 503):
                    self.wrong.append(f"{title} was answered {status}")
                if status != 302:
                    time.sleep(0.1)
            if status == 302:
                self.answered.add(title)
            turn += 1
            time.sleep(0.02)
