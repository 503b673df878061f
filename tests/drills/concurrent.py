"""Several people save one meeting, and one plan, at once: no update is lost, every refused one is told; and races."""

import re
from concurrent.futures import ThreadPoolExecutor

from tests.drills.house import House, held_meeting


def run(*, small):
    editors, saves = (4, 10) if small else (4, 250)
    with House() as house:
        first = house.browser("fp_dm")
        address = first.send("/meetings/new/", held_meeting()).headers["Location"]
        uid = address.strip("/").split("/")[-1]

        def edit(number):
            browser = house.browser(("fp_dm", "fp_dm_deputy", "rev", "rev_two")[number % 4])
            token, accepted, refused, lines = browser.token(), 0, 0, []
            for turn in range(saves):
                page = browser.get(f"{address}edit/").text
                version = re.search(r'name="version" value="(\d+)"', page)[1]
                record = re.search(r'<textarea[^>]*name="record"[^>]*>(.*?)</textarea>', page, re.S)[1].strip()
                line = f"Editor {number}, turn {turn}."
                fields = held_meeting(record=f"{record}\n\n{line}", version=version, save="held")
                answer = browser.send(f"{address}edit/", fields, token=token)
                if answer.status == 302:
                    accepted += 1
                    lines.append(line)
                elif answer.status == 409:
                    refused += 1
                else:
                    return {"error": answer.status}
            return {"accepted": accepted, "refused": refused, "lines": lines}

        with ThreadPoolExecutor(editors) as pool:
            told = list(pool.map(edit, range(editors)))
        errors = [each for each in told if "error" in each]
        accepted = sum(each.get("accepted", 0) for each in told)
        version = house.one("SELECT version FROM meetings_meeting WHERE uid = %s", uid)
        stored = house.one(
            "SELECT string_agg(text, '|') FROM meetings_recordparagraph p "
            "JOIN meetings_meeting m ON m.id = p.meeting_id WHERE m.uid = %s",
            uid,
        )
        lost = [line for each in told for line in each.get("lines", []) if line not in stored]
        races = ordinals(house, 6 if small else 40)
        plan = one_plan(house, saves)
        chain = house.json("audit", "verify")
    return {
        "ok": not errors and not lost and version == accepted + 1 and races["ok"] and plan["ok"] and chain["ok"],
        "saves": editors * saves,
        "accepted": accepted,
        "refused_as_stale": sum(each.get("refused", 0) for each in told),
        "lost": len(lost),
        "errors": errors,
        "races": races,
        "plan": plan,
        "chain": chain["ok"],
    }


def ordinals(house, number):
    """Meetings of one CBM logged at once on different days: each number is given once."""
    people = ("fp_dm", "fp_dm_deputy", "rev", "rev_two")
    browsers = [house.browser(key) for key in people]
    tokens = [browser.token() for browser in browsers]

    def log(turn):
        at = turn % len(browsers)
        fields = held_meeting(starts_on=f"2025-{1 + turn // 28:02}-{1 + turn % 28:02}", another_meeting="on")
        return browsers[at].send("/meetings/new/", fields, token=tokens[at]).status

    with ThreadPoolExecutor(len(browsers)) as pool:
        statuses = list(pool.map(log, range(number)))
    twice = house.one(
        "SELECT count(*) FROM (SELECT cbm_id, ordinal FROM meetings_meetingcbm WHERE ordinal IS NOT NULL "
        "GROUP BY cbm_id, ordinal HAVING count(*) > 1) AS found"
    )
    return {"ok": set(statuses) == {302} and twice == 0, "logged": statuses.count(302), "numbers_twice": twice}


def one_plan(house, saves):
    """Two focal points and the delegates of both leads write on one shared draft, each adding a line to its summary."""
    people = ("fp_dm", "fp_dm_deputy", "del_pk", "del_kz")
    first = house.browser("fp_dm")
    address = first.send("/cbms/dm/plan/new/", {"title": "Sample plan", "language": "en"}).headers["Location"]
    first.send(address, fields_of(first.get(address).text) | {"is_shared": "on", "save": "on"})

    form_key = f"plan-{address.strip('/').split('/')[1]}"

    def write(number):
        browser, accepted, refused, others = house.browser(people[number]), [], 0, []
        token = browser.token()
        for turn in range(saves):
            fields = fields_of(browser.get(address).text)
            line = f"Editor {number}, turn {turn}."
            fields |= {"summary": f"{fields['summary']}\n{line}", "save": "on"}
            status = browser.send(address, fields, token=token).status
            if status == 302:
                accepted.append(line)
            elif status == 409:
                refused += 1
                # What was typed waits as a draft, and would be met again in place of the plan: it is begun anew.
                browser.send(f"/drafts/{form_key}/discard/", {}, token=token)
            else:
                others.append(status)
        return accepted, refused, others

    with ThreadPoolExecutor(len(people)) as pool:
        told = list(pool.map(write, range(len(people))))
    stored = house.one("SELECT summary FROM cbms_plan WHERE title_en = 'Sample plan'").splitlines()
    accepted = [line for lines, _refused, _others in told for line in lines]
    lost = [line for line in accepted if line not in stored]
    others = [status for _lines, _refused, statuses in told for status in statuses]
    return {
        "ok": bool(accepted) and not lost and not others,
        "saves": len(people) * saves,
        "accepted": len(accepted),
        "refused_as_stale": sum(refused for _lines, refused, _others in told),
        "lost": len(lost),
        "errors": others,
    }


def fields_of(page):
    """{name: value} of the form of a plan as it stands on its page."""
    form = page[page.index('id="plan-form"') : page.index('class="savebar"')]
    found = dict(re.findall(r'<input [^>]*?name="([^"]+)"(?: value="([^"]*)")?', form))
    found |= dict(re.findall(r'<textarea [^>]*?name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.S))
    for name, rest in re.findall(r'type="checkbox" name="([^"]+)"([^>]*)>', form):
        found.pop(name, None)
        if "checked" in rest:
            found[name] = "on"
    found.pop("csrfmiddlewaretoken", None)
    return found | {"language": "en"}
