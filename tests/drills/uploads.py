"""Files against a running portal: each taken or refused, memory bounded, and nothing read by others."""

import random
import re
import time
from pathlib import Path

from tests.drills.house import House
from tests.files import REFUSED, TAKEN, picture

NEW = "/cbms/dm/documents/new/"
PAPER = {"type": "evidence", "title_en": "Sample", "dated_on": "2026-03-03", "language": "en"}
# Names of which none may be more than a name.
NAMES = (
    "../../../../tmp/out.txt",
    "a\r\nX-Evil: 1.txt",
    "a\u202etxt.txt",
    "CON.txt",
    "x" * 250 + ".txt",
    'a"; b=".txt',
)
# Beside what a process of the portal holds anyway, in megabytes: the largest document unpacked, and a picture.
MOST_GROWTH_MB = 420
SLOWEST_S = 20
OTHERS = ("fp_ct", "fp_two", "adm", "del_pk", "del_kz", "del_tr", "del_in", "del_pl", "del_undp", "del_au", None)


def run(*, small):
    wrong, slowest = [], 0.0
    with House() as house:
        owner = house.browser("fp_dm")
        token = owner.token()
        before = memory(house)

        def add(name, content):
            nonlocal slowest
            began = time.monotonic()
            content = content() if callable(content) else content
            answer = owner.send_file(NEW, PAPER, "file", name, content, token=token)
            slowest = max(slowest, time.monotonic() - began)
            return answer

        added = []
        for what, (name, content, _kind) in TAKEN.items():
            answer = add(name, content)
            if answer.status == 302:
                added.append(answer.headers["Location"])
            else:
                wrong.append(f"{what}: {answer.status}, not taken")
        for what, (name, content, piece) in REFUSED.items():
            answer = add(name, content)
            told = re.sub(r"&#x27;", "'", answer.text)
            if answer.status != 422 or "id_file_error" not in told or piece.lower() not in told.lower():
                wrong.append(f"{what}: {answer.status}, not refused for “{piece}”")
        answer = add("big.txt", b"a" * (60 * 1024 * 1024))
        if answer.status != 422 or "60.0 MB" not in answer.text or 'value="Sample"' not in answer.text:
            wrong.append(f"a file of 60 MB: {answer.status}")
        for name in NAMES:
            answer = add(name, b"words")
            if answer.status == 302:
                added.append(answer.headers["Location"])
            else:
                wrong.append(f"the name {name[:20]!r}: {answer.status}")
        for name, content in (("large.png", picture(size=(6000, 5000))), ("large.txt", b"a" * (20 * 1024 * 1024))):
            answer = add(name, content)
            if answer.status != 302:
                wrong.append(f"{name}: {answer.status}")
        broken = fuzz(add, rounds=40 if small else 600, wrong=wrong)
        wrong += stored_badly(house)
        files = [address for place in added for address in downloads(owner, place, wrong)]
        read = unread(house, OTHERS[::3] if small else OTHERS, files, wrong)
        grown = memory(house) - before
        if grown > MOST_GROWTH_MB:
            wrong.append(f"a process grew by {grown} MB")
        if slowest > SLOWEST_S:
            wrong.append(f"a form took {slowest:.1f} s")
        chain = house.json("audit", "verify")
    return {
        "ok": not wrong and chain["ok"],
        "taken": len(TAKEN),
        "refused": len(REFUSED),
        "broken": broken,
        "asked_by_others": read,
        "grown_mb": grown,
        "slowest_s": round(slowest, 1),
        "wrong": wrong[:20],
    }


def fuzz(add, *, rounds, wrong):
    """Files with a few bytes changed, cut or added: taken or refused, never an error. Returns how many."""
    chance = random.Random(7)
    corpus = [(name, content) for name, content, _kind in TAKEN.values() if name.isascii()]
    for number in range(rounds):
        name, content = corpus[number % len(corpus)]
        raw = bytearray(content)
        for _each in range(chance.randint(1, 8)):
            place = chance.randrange(len(raw))
            raw[place : place + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 5))
            raw = raw or bytearray(b"x")
        answer = add(name, bytes(raw))
        if answer.status not in (302, 422):
            wrong.append(f"broken {name} of round {number}: {answer.status}")
    return rounds


def stored_badly(house):
    """What lies under MEDIA_ROOT is known by a row, has a random name, and is its owner's alone."""
    room = Path(house.environment["MEDIA_ROOT"])
    lying = {path.name: path for path in room.rglob("*") if path.is_file()}
    known = set(house.one("SELECT array_agg(stored_name) FROM hoaip_documentfile"))
    if set(lying) != known:
        yield f"{len(set(lying) ^ known)} files and rows do not fit"
    yield from (f"{name} is open to others" for name, path in lying.items() if path.stat().st_mode & 0o077)
    if Path("/tmp/out.txt").exists():
        yield "a name led out of the room"


def downloads(owner, place, wrong):
    """The addresses of a document's files; each is asked for and looked at."""
    for address in re.findall(r'href="(/documents/files/[^"]+)"', owner.get(place).text):
        answer = owner.get(address)
        headers = answer.headers
        said = headers.get("Content-Disposition") or ""
        if answer.status != 200 or len(answer.content) != int(headers.get("Content-Length") or -1):
            wrong.append(f"{address}: {answer.status}")
        if not said.startswith("attachment; filename=") or "filename*=UTF-8" not in said or "/" in said.split("''")[1]:
            wrong.append(f"{address}: {said}")
        if headers.get("X-Content-Type-Options") != "nosniff" or headers.get("Cache-Control") != "no-store":
            wrong.append(f"{address}: may be sniffed or kept")
        if "sandbox" not in (headers.get("Content-Security-Policy") or "") or headers.get("X-Evil"):
            wrong.append(f"{address}: is not in its sandbox")
        yield address


def unread(house, people, files, wrong):
    """Evidence of a CBM is its members' and the ministry's, a 404 for everybody else. Returns how many were asked."""
    # Turkey takes part in DM by the reference data that the house is seeded with.
    members = {"fp_ct", "fp_two", "del_pk", "del_kz", "del_tr", "del_in", "del_pl", "del_undp"}
    asked = 0
    for key in people:
        browser = house.browser(key)
        for address in files:
            asked += 1
            status = browser.get(address).status
            if status != (200 if key in members else 404):
                wrong.append(f"{key} {address}: {status}")
    return asked


def memory(house):
    """The most memory that a process of the web has held so far, in megabytes."""
    most = 0
    parent = house.processes["web"].pid
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
        except OSError:
            continue
        if re.search(rf"^(PPid|Pid):\s+{parent}$", text, re.M) and (found := re.search(r"VmHWM:\s+(\d+)", text)):
            most = max(most, int(found[1]) // 1024)
    return most
