"""Redis emptied, then stopped: nobody is signed out, pages and logging go on, mail goes out when it is back."""

import contextlib
import time

import redis

from tests.drills.house import House, held_meeting, wait_until
from tests.mailbox import mailbox

# Seconds that a write may take while the broker is gone.
PATIENCE_S = 3


def run(*, small):
    wrong, slow = [], 0.0
    with mailbox() as post, House(email_url=f"smtp://127.0.0.1:{post.port}") as house:
        house.start_worker()
        house.start_beat()
        wait_until(lambda: house.status("/readyz") == 200, "worker and beat", patience_s=90)
        browser = house.browser("fp_dm")
        with contextlib.closing(redis.Redis.from_url(house.servers.redis.url)) as broker:
            broker.flushall()
        if browser.get("/compliance/").status != 200:
            wrong.append("signed out by FLUSHALL")
        house.servers.redis.stop()
        for turn in range(2 if small else 10):
            for path in ("/", "/cbms/table/", "/meetings/", "/compliance/"):
                answer = browser.get(path)
                if answer.status != 200:
                    wrong.append(f"{path} answered {answer.status} without Redis")
            began = time.monotonic()
            answer = browser.send("/meetings/new/", held_meeting(starts_on=f"2026-01-{turn + 1:02}"))
            slow = max(slow, time.monotonic() - began)
            if answer.status != 302:
                wrong.append(f"logging answered {answer.status} without Redis")
        ready = browser.get("/readyz")
        if ready.status != 503 or '"redis": false' not in ready.text:
            wrong.append(f"/readyz answered {ready.status} without Redis")
        refused = limits_hold(house)
        queued = house.json("run_job", "review_compliance")["queued"]
        waiting = house.json("outbox", "status")["queued"]
        house.servers.redis.start()
        house.wait_for_mail()
        arrived = post.ids
        wait_until(lambda: house.status("/readyz") == 200, "the portal to be ready again", patience_s=90)
    return {
        "ok": not wrong
        and slow < PATIENCE_S
        and refused
        and queued > 0
        and len(set(arrived)) == len(arrived) >= queued,
        "wrong": wrong,
        "slowest_write_s": round(slow, 2),
        "sign_in_limit_holds": refused,
        "mails_queued": queued,
        "waiting_without_redis": waiting,
        "mails_arrived": len(arrived),
    }


def limits_hold(house):
    """Whether wrong passwords for one account are slowed down: the count does not live in Redis."""
    browser = house.browser()
    token = browser.token()
    statuses = [
        browser.send("/accounts/login/", {"login": "dir@example.org", "password": f"wrong {n}"}, token=token).status
        for n in range(8)
    ]
    return 429 in statuses
