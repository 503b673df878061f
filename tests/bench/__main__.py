"""`make bench`: the portal beside the floor, in one alternating run. `--quick` takes fewer rounds and smaller volumes.

Prints one table in text and, as its last line, one JSON document. Ratios carry over between machines, seconds do not.
"""

import argparse
import contextlib
import http.client
import itertools
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import time
import uuid
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

import brotli

from hoaip.packing import QUICK
from hoaip.serving.postgres import SUPERUSER
from hoaip.serving.servers import temporary_servers
from tests.bench import verdict

BASE = Path(__file__).resolve().parent.parent.parent


class Site:
    """One gunicorn with two sync workers on a free port; what they serve is loaded before they fork."""

    def __init__(self, name, application, environment):
        self.name, self.environment = name, environment
        with contextlib.closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", application, "-w", "2", "-b", f"127.0.0.1:{self.port}"]
            + ["--preload", "--no-control-socket", "--log-level", "error", "--timeout", "60"],
            cwd=BASE,
            env=environment,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        while not self._listens():
            if self.process.poll() is not None or time.monotonic() - began > 60:
                raise SystemExit(f"{name} did not start.")
            time.sleep(0.01)
        self.get("/healthz")
        self.start_s = time.monotonic() - began

    def _listens(self):
        with contextlib.closing(socket.socket()) as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def ask(self, method, path, *, headers=None, body=None):
        """(status, headers, body, seconds) of one request over a new connection."""
        began = time.perf_counter()
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        link.request(method, path, body=body, headers=headers or {})
        answer = link.getresponse()
        content = answer.read()
        took = time.perf_counter() - began
        link.close()
        return answer.status, dict(answer.getheaders()), content, took

    def get(self, path, **headers):
        return self.ask("GET", path, headers=headers)

    def worker_mb(self):
        """(resident, its own share) megabytes of the larger worker: what several have in common is divided."""
        found = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=True
        )
        rolled = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in found.stdout.split()]
        return max(
            [int(re.search(rf"^{kind}: +(\d+)", text, re.M)[1]) / 1024 for kind in ("Rss", "Pss")] for text in rolled
        )

    def stop(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(20)


def run(*arguments, environment):
    done = subprocess.run(
        [sys.executable, *arguments], cwd=BASE, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def median_ms(site, ask, times):
    return statistics.median(ask(site)[3] for _ in range(times)) * 1000


def ratio(floor, portal, ask_floor, ask, *, rounds, times):
    """(median ratio, median milliseconds) of a page against the floor, round by round in turn."""
    ask(portal)
    pairs = [(median_ms(floor, ask_floor, times), median_ms(portal, ask, times)) for _ in range(rounds)]
    return statistics.median(page / plain for plain, page in pairs), statistics.median(page for _, page in pairs)


def getter(path, *, cookie=None, etag=None, expect=200):
    headers = {"Accept-Encoding": "gzip, deflate, br"}
    if cookie:
        headers["Cookie"] = cookie
    if etag:
        headers["If-None-Match"] = etag

    def ask(site):
        answer = site.get(path, **headers)
        if answer[0] != expect:
            raise SystemExit(f"{path} answered {answer[0]}, not {expect}.")
        return answer

    return ask


def first_time(address, cookie=None):
    """A getter that asks another address each time: no body is kept for it, the page is made."""
    numbers, joint = itertools.count(), "&" if "?" in address else "?"

    def ask(site):
        return getter(f"{address}{joint}first={next(numbers)}", cookie=cookie)(site)

    return ask


def cookies_after(site, cookie):
    """The cookies of a signed-in browser that has seen two pages: its session, and the secret of its forms."""
    # The first answer also sets the session's cookie, and one header of a name is kept.
    site.get("/", Cookie=cookie)
    pot = re.search(r"((?:__Host-)?csrf\w*)=(\w+)", site.get("/", Cookie=cookie)[1].get("Set-Cookie", ""))
    return f"{cookie}; {pot[1]}={pot[2]}"


def logger(site, cookie):
    """A function that logs one more meeting through the form."""
    page = site.get("/meetings/new/?cbm=dm", Cookie=cookie)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page[2].decode())[1]
    days = iter(date(2019, 1, 1) + timedelta(days=number) for number in range(1000))

    def ask(target):
        fields = {
            "csrfmiddlewaretoken": token,
            "idempotency_key": uuid.uuid4().hex,
            "cbm": "dm",
            "type": "rtgm",
            "date_precision": "day",
            "starts_on": next(days).isoformat(),
            "host": "pakistan",
            "city": "Islamabad",
            "attendance-pakistan": "present",
            "attendance-kazakhstan": "present",
            "outcomes-0-kind": "decision",
            "outcomes-0-text": "The Road Map was approved.",
            "outcomes-1-kind": "action",
            "outcomes-1-text": "Circulate the draft.",
            "outcomes-1-owner": "pakistan",
            "record": "The meeting was opened.",
            "another_meeting": "on",
            "save": "held",
        }
        headers = {
            "Cookie": cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{target.port}",
        }
        answer = target.ask("POST", "/meetings/new/", headers=headers, body=urlencode(fields))
        if answer[0] != 302:
            raise SystemExit(f"Logging a meeting answered {answer[0]}.")
        return answer

    return ask


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--quick", action="store_true")
    options = options.parse_args()
    rounds, times = (3, 15) if options.quick else (5, 40)
    volumes = [30, 1000] if options.quick else [30, 1000, 100_000]
    servers = temporary_servers()
    with contextlib.ExitStack() as stack:
        stack.callback(servers.remove)
        stack.enter_context(servers)
        report = measure(servers, rounds=rounds, times=times, volumes=volumes)
        report["verdict"] = verdict.measure(servers.postgres, quick=options.quick)
    show(report)


def measure(servers, *, rounds, times, volumes):
    postgres = servers.postgres
    connection = postgres.connect()
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        for name in ("portal_bench", "floor_bench"):
            cursor.execute(f"CREATE DATABASE {name}")
    portal_url = postgres.url(SUPERUSER, "portal_bench")
    environment = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}
    portal_environment = environment | {
        "PROFILE": "development",
        "SECRET_KEY": "bench-" + "k" * 60,
        "DATABASE_URL": portal_url,
        "DATABASE_OWNER_URL": portal_url,
        "REDIS_URL": servers.redis.url,
        "ALLOWED_HOSTS": "127.0.0.1",
        "PUBLIC_ORIGIN": "http://127.0.0.1",
    }
    floor_environment = environment | {"FLOOR_DATABASE_URL": postgres.url(SUPERUSER, "floor_bench")}
    floor_key = run("-m", "tests.bench.floor", environment=floor_environment)
    for command in (["migrate", "--verbosity", "0"], ["seed_reference"], ["seed_demo"]):
        run("manage.py", *command, environment=portal_environment)
    statements, blocks = {}, {}
    for volume in volumes:
        run("-m", "tests.bench.inside", "fill", str(volume), environment=portal_environment)
        counted = json.loads(run("-m", "tests.bench.inside", "statements", environment=portal_environment))
        for page, (count, read) in counted.items():
            statements.setdefault(page, []).append(count)
            blocks.setdefault(page, []).append(read)
    told = json.loads(run("-m", "tests.bench.inside", "session", environment=portal_environment))
    floor = Site("floor", "tests.bench.floor:application", floor_environment)
    portal = Site("portal", "hoaip.wsgi:application", portal_environment)
    try:
        ask_floor = getter("/", cookie=f"sessionid={floor_key}")
        ask_floor(floor)
        cookies = {who: cookies_after(portal, f"session={key}") for who, key in told["keys"].items()}
        rows = []
        for page, (address, who) in told["pages"].items():
            cookie = cookies.get(who)
            ask = getter(address, cookie=cookie)
            times_floor, milliseconds = ratio(floor, portal, ask_floor, ask, rounds=rounds, times=times)
            _status, headers, body, _seconds = ask(portal)
            etag = headers.get("ETag")
            row = {"page": page, "ratio": times_floor, "ms": milliseconds, "statements": statements[page]}
            row["blocks"] = blocks[page]
            row |= {"bytes": len(body), "packing": headers.get("Content-Encoding", "")}
            if etag or cookie:
                asked_first = first_time(address, cookie)
                first = ratio(floor, portal, ask_floor, asked_first, rounds=rounds, times=times)
                rows.append({"page": f"{page}, first asked", "ratio": first[0], "ms": first[1]})
            if etag:
                unchanged = getter(address, etag=etag, expect=304)
                row["unchanged"] = ratio(floor, portal, ask_floor, unchanged, rounds=rounds, times=times)[0]
            rows.append(row)
        logged = ratio(
            floor, portal, ask_floor, logger(portal, cookies["reviewer"]), rounds=rounds, times=min(times, 20)
        )
        rows.append({"page": "logging a meeting, POST", "ratio": logged[0], "ms": logged[1]})
        return {
            "volumes": volumes,
            "floor_ms": median_ms(floor, ask_floor, times),
            "floor_raw": len(ask_floor(floor)[2]),
            "floor_bytes": len(brotli.compress(ask_floor(floor)[2], quality=QUICK)),
            "rows": rows,
            "start": portal.start_s / floor.start_s,
            "worker_mb": [portal.worker_mb(), floor.worker_mb()],
        }
    finally:
        portal.stop()
        floor.stop()


def show(report):
    line = "{:28} {:>8} {:>10} {:>8} {:>10}  {}".format
    write = sys.stdout.write
    write(f"The floor: {report['floor_ms']:.1f} ms, {report['floor_raw']} bytes, {report['floor_bytes']} compressed.\n")
    write(line("page", "× floor", "unchanged", "ms", "bytes", f"statements and blocks at {report['volumes']}") + "\n")
    for row in report["rows"]:
        unchanged = f"{row['unchanged']:.2f}" if "unchanged" in row else ""
        counts = "   ".join(" ".join(map(str, row.get(what, []))) for what in ("statements", "blocks"))
        sent = f"{row['bytes']} {row['packing']}" if "bytes" in row else ""
        write(line(row["page"], f"{row['ratio']:.2f}", unchanged, f"{row['ms']:.1f}", sent, counts) + "\n")
    rss, pss = report["worker_mb"][0]
    write(f"start to the first answer: {report['start']:.1f} × floor; a worker: {rss:.0f} MB, {pss:.0f} its share\n")
    found = report["verdict"]
    write(
        f"verdicts of {found['cbms']} CBMs over {found['meetings']} meetings: {found['review_s']:.3f} s, "
        f"{found['ratio']:.2f} × the plain statement ({found['plain_s']:.3f} s); "
        f"with every flag new, {found['flags']} flags: {found['flags_s']:.1f} s\n"
    )
    write(json.dumps(report) + "\n")


if __name__ == "__main__":
    main()
