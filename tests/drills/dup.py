"""The same form twice: one after the other, at once, and with the key of another body. One object each time."""

from concurrent.futures import ThreadPoolExecutor

from tests.drills.house import House, held_meeting


def run(*, small):
    rounds, at_once = (2, 4) if small else (20, 8)
    wrong = []
    with House() as house:
        browser = house.browser("fp_dm")
        token = browser.token()

        def post(fields):
            return browser.send("/meetings/new/", fields, token=token)

        def count():
            return house.one("SELECT count(*) FROM meetings_meeting")

        for number in range(rounds):
            before = count()
            fields = held_meeting(starts_on=f"2026-02-{number + 1:02}")
            with ThreadPoolExecutor(at_once) as pool:
                answers = list(pool.map(post, [fields] * at_once))
            places = {answer.headers["Location"] for answer in answers if answer.status == 302}
            statuses = [answer.status for answer in answers]
            if count() != before + 1 or len(places) != 1 or set(statuses) != {302}:
                wrong.append({"at_once": statuses, "made": count() - before, "places": len(places)})
            again, other = post(fields), post(fields | {"city": "Lahore"})
            if (again.status, other.status) != (302, 422) or count() != before + 1:
                wrong.append({"again": again.status, "another_body": other.status, "made": count() - before})
        role = {
            "cbm": "ri",
            "stakeholder": "japan",
            "role": "supporting",
            "from_on": "2026-01-01",
            "reason": "Agreed at the meeting.",
            "basis": "By unanimous agreement.",
        }
        administrator = house.browser("adm")
        preview = administrator.send("/manage/roles/new/", role)
        before = house.one("SELECT count(*) FROM cbms_roleassignment")
        written = role | {"confirm": "1", "idempotency_key": key_of(preview.text)}
        token = administrator.token()
        with ThreadPoolExecutor(at_once) as pool:
            answers = list(
                pool.map(lambda _: administrator.send("/manage/roles/new/", written, token=token), range(at_once))
            )
        made = house.one("SELECT count(*) FROM cbms_roleassignment") - before
        if made != 1 or {answer.status for answer in answers} != {302}:
            wrong.append({"roles": made, "statuses": [answer.status for answer in answers]})
        chain = house.json("audit", "verify")
    return {
        "ok": not wrong and chain["ok"],
        "forms_sent": rounds * (at_once + 2) + at_once,
        "chain": chain["ok"],
        "wrong": wrong,
    }


def key_of(page):
    """The idempotency key that a page carries."""
    return page.split('name="idempotency_key" value="')[1].split('"')[0]
