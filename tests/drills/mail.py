"""A mail server that refuses, hangs, then takes: each intended mail arrives once, the failed ones are listed."""

import os
import signal
import subprocess
import sys
import time

from tests.drills.house import BASE, House
from tests.mailbox import mailbox

# As of which hours of one day the relay looks; a mail that failed n times waits 2 to the n minutes.
DAY = "2099-03-01T{:02}:00:00+00:00"
LATER = """
from datetime import datetime
from hoaip import jobs
for hour in range({first}, {last}):
    jobs.run("send_due_mail", datetime.fromisoformat("{day}".format(hour)))
"""
STATES = "SELECT count(*) FROM hoaip_outboxmessage WHERE state = %s"
# Mails of one delegation are refused for good.
DEAD = "del_pk"


def run(*, small):
    wrong = []
    with mailbox() as post, House(email_url=f"smtp://127.0.0.1:{post.port}") as house:
        for job in ("send_audit_head", "review_compliance"):
            house.json("run_job", job, "--as-of", DAY.format(0))
        # Written now, due on that day.
        intended = house.one("SELECT count(*) FROM hoaip_outboxmessage")
        dead = house.people[DEAD]["email"]
        doomed = house.one("SELECT count(*) FROM hoaip_outboxmessage WHERE address = %s", dead)

        post.refused = {"@"}
        refused = look(house, 1)
        if (refused["mails_retried"], refused["mails_sent"]) != (intended, 0):
            wrong.append(f"refused: {refused}")

        # Hangs: one relay is killed with the mail in hand, one has to give up by itself.
        post.refused, post.is_silent = {dead}, True
        killed_with = kill_while_it_hangs(house, post)
        if not small:
            began = time.monotonic()
            hung = look(house, 3)
            if hung["mails_retried"] != 1 or time.monotonic() - began > 40:
                wrong.append(f"silent: {hung}")
        if house.one(STATES, "sent") or house.one(STATES, "queued") != intended:
            wrong.append("a mail was lost or sent while the server was silent")

        # Takes: two relays at once.
        post.is_silent = False
        both = [start(house, 5) for _relay in range(2)]
        for process in both:
            process.wait(120)
        house.manage("shell", "-c", LATER.format(day=DAY, first=6, last=24))
        house.manage("shell", "-c", LATER.format(day=DAY.replace("03-01", "03-02"), first=0, last=6))
        sent, failed, queued = (house.one(STATES, state) for state in ("sent", "failed", "queued"))
        if (sent, failed, queued) != (intended - doomed, doomed, 0):
            wrong.append(f"{sent} sent, {failed} failed, {queued} queued of {intended}, {doomed} refused for good")
        status = house.json("outbox", "status")
        if (status["sent"], status["failed"]) != (sent, failed):
            wrong.append(f"outbox status says {status}")
        # Listed, and tried again from the list once the address is mended.
        administrator = house.browser("adm")
        page = administrator.get("/manage/mail/?state=failed").text
        listed = page.count("/retry/")
        post.refused = set()
        for address in actions_of(page):
            administrator.send(address, {})
        house.manage("run_job", "send_due_mail")
        arrived = post.ids
        ids = set(arrived)
    return {
        "ok": not wrong and listed == doomed > 0 and len(ids) == len(arrived) == intended,
        "wrong": wrong,
        "intended": intended,
        "refused_at_first": refused["mails_retried"],
        "relays_killed": killed_with,
        "failed_and_listed": listed,
        "arrived": len(arrived),
        "message_ids": len(ids),
    }


def look(house, hour):
    """One round of the relay as of an hour; its counts."""
    return house.json("run_job", "send_due_mail", "--as-of", DAY.format(hour))["changed"]


def start(house, hour):
    command = [sys.executable, "manage.py", "run_job", "send_due_mail", "--as-of", DAY.format(hour)]
    return subprocess.Popen(
        command, cwd=BASE, env=house.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def kill_while_it_hangs(house, post):
    """Start a relay, wait until it speaks to the silent server, and kill it with -9. How many were killed."""
    post.knocked.clear()
    relay = start(house, 2)
    reached = post.knocked.wait(60)
    os.kill(relay.pid, signal.SIGKILL)
    relay.wait(20)
    return int(reached)


def actions_of(page):
    """The addresses of the buttons that try a mail again."""
    return [part.split('"')[0] for part in page.split('action="')[1:] if "/retry/" in part.split('"')[0]]
