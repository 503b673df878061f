"""Right permission, wrong object: foreign and unknown ids in addresses, fields and hidden fields, as every person."""

import itertools
import re
import uuid

from tests.drills.house import House, held_meeting
from tests.files import pdf

PEOPLE = ("fp_ct", "fp_two", "dir", "adm", "del_pk", "del_kz", "del_tr", "del_in", "del_pl", "del_undp", "del_au", None)
STEPS = ("announce", "invite", "hold", "postpone", "cancel", "circulate", "close", "annul", "reopen", "edit", "number")
STEPS += ("invite/more", "recall", "answer", "invited/kazakhstan/answer", "invited/kazakhstan/withdraw")
PAPER = {"type": "evidence", "title_en": "Evidence", "dated_on": "2026-03-03", "language": "en"}
FIELDS = {"reason": "A foreign hand.", "version": "1", "starts_on": "2027-05-01", "cbm": "dm", "ordinal": "3"}


def run(*, small):
    people = PEOPLE[::4] if small else PEOPLE
    wrong, asked = [], itertools.count()
    with House() as house:
        owner = house.browser("fp_dm")
        planned = {
            "cbm": "dm",
            "type": "rtgm",
            "date_precision": "quarter",
            "starts_on": "2027-Q4",
            "save": "planned",
        }
        unseen = owner.send("/meetings/new/", planned).headers["Location"]
        seen = owner.send("/meetings/new/", held_meeting()).headers["Location"]
        owner.send(f"{unseen}agenda/new/", {"title": "Early warning"})
        owner.send_file(f"{seen}documents/new/", PAPER, "file", "record.pdf", pdf())
        before = states(house)
        for key in people:
            browser = house.browser(key)
            token = browser.token()
            # Members of the CBM, the ministry and the administrator know of it; who has no role in it does not.
            may_see_unseen = key not in ("del_au", None)
            unknown = f"/meetings/{uuid.uuid4()}/"
            for address, visible in ((unseen, may_see_unseen), (seen, True), (unknown, False)):
                for step in STEPS:
                    next(asked)
                    answer = browser.send(f"{address}{step}/", FIELDS, token=token)
                    expected = {302} if key is None else ({403} if visible else {404})
                    if answer.status not in expected:
                        wrong.append(f"{key} POST {address}{step}/: {answer.status}, not {expected}")
            if not may_see_unseen:
                next(asked)
                if plain(browser.get(unseen).text) != plain(browser.get(unknown).text):
                    wrong.append(f"{key}: an unseen meeting does not look like an unknown one")
            for flag in flags(house):
                for step in ("acknowledge", "waive", "lift"):
                    next(asked)
                    answer = browser.send(f"/compliance/flags/{flag}/{step}/", FIELDS, token=token)
                    allowed = key == "dir" and step in ("waive", "lift")
                    if not allowed and answer.status not in (302, 403, 404):
                        wrong.append(f"{key} {step} a flag: {answer.status}")
        substituted(house, owner, wrong, asked)
        everywhere(house, people[:2] if small else people, wrong, asked, every=8 if small else 1)
        if states(house) != before:
            wrong.append("a refused request changed a meeting")
    return {"ok": not wrong, "ids_substituted": next(asked), "wrong": wrong[:20]}


def substituted(house, owner, wrong, asked):
    """Foreign values in the fields of a form whose owner may send it: each is refused at its field or with 403."""
    token = owner.token()
    foreign = [
        {"cbm": "ct"},
        {"cbm": ["dm", "ct"]},
        {"cbm": "zz"},
        {"host": "atlantis"},
        {"host": "1"},
        {"attendance-atlantis": "present", "attendance-pakistan": "absent", "attendance-kazakhstan": "absent"},
        {"outcomes-0-owner": "atlantis"},
        {"outcomes-0-owner": str(uuid.uuid4())},
    ]
    before = house.one("SELECT count(*) FROM meetings_meeting")
    for change in foreign:
        next(asked)
        answer = owner.send("/meetings/new/", held_meeting(starts_on="2026-05-05", **change), token=token)
        if answer.status not in (403, 422):
            wrong.append(f"{change} answered {answer.status}")
    if house.one("SELECT count(*) FROM meetings_meeting") != before:
        wrong.append("a foreign value made a meeting")


# Every kind of thing that has an address, and how its number or name is found.
IDS = {
    "meeting": "SELECT uid::text FROM meetings_meeting ORDER BY id DESC LIMIT 1",
    "role": "SELECT uid::text FROM cbms_roleassignment ORDER BY id LIMIT 1",
    "flag": "SELECT uid::text FROM cbms_flag ORDER BY id LIMIT 1",
    "focal point": "SELECT uid::text FROM cbms_focalpoint ORDER BY id LIMIT 1",
    "institution": "SELECT uid::text FROM cbms_focalinstitution ORDER BY id LIMIT 1",
    "membership": "SELECT uid::text FROM hoaip_membership ORDER BY id LIMIT 1",
    "item of an agenda": "SELECT min(uid::text) FROM meetings_agendaitem",
    "interest": "SELECT uid::text FROM meetings_interest ORDER BY id LIMIT 1",
    "contact": "SELECT uid::text FROM cbms_technicalcontact ORDER BY id LIMIT 1",
    "person without account": "SELECT uid::text FROM hoaip_person ORDER BY id LIMIT 1",
    "holiday": "SELECT uid::text FROM hoaip_holiday ORDER BY id LIMIT 1",
    "conference": "SELECT uid::text FROM conferences_conference ORDER BY id LIMIT 1",
    "term of a chair": "SELECT uid::text FROM conferences_chair ORDER BY id LIMIT 1",
    "person": "SELECT uid::text FROM hoaip_user WHERE NOT is_system ORDER BY id LIMIT 1",
    "appointment": "SELECT uid::text FROM hoaip_appointment ORDER BY id LIMIT 1",
    "delegation": "SELECT uid::text FROM hoaip_delegate ORDER BY id LIMIT 1",
    "manager of accounts": "SELECT min(uid::text) FROM hoaip_delegationmanager",
    "mail": "SELECT uid::text FROM hoaip_outboxmessage ORDER BY id LIMIT 1",
    "declaration": "SELECT min(uid::text) FROM conferences_declaration",
    "delegation to a conference": "SELECT min(uid::text) FROM conferences_delegation",
    "commitment": "SELECT min(uid::text) FROM conferences_commitment",
    "action": "SELECT min(uid::text) FROM conferences_action",
    "initiative": "SELECT min(uid::text) FROM conferences_initiative",
    "contribution": "SELECT min(uid::text) FROM conferences_contribution",
    "proposed measure": "SELECT min(uid::text) FROM conferences_measureproposal",
    "programme": "SELECT min(uid::text) FROM conferences_programme",
    "handover": "SELECT min(uid::text) FROM conferences_handover",
    "item of a handover": "SELECT min(uid::text) FROM conferences_handoveritem",
    "plan": "SELECT min(uid::text) FROM cbms_plan",
    "decision about a plan": "SELECT min(uid::text) FROM cbms_planevent",
    "comment": "SELECT min(uid::text) FROM cbms_plancomment",
    "revision of a record": "SELECT min(uid::text) FROM meetings_recordrevision",
    "comment on a record": "SELECT min(uid::text) FROM meetings_recordcomment",
    "period": "SELECT min(uid::text) FROM cbms_reportperiod",
    "report": "SELECT min(uid::text) FROM cbms_progressreport",
    "milestone": "SELECT min(uid::text) FROM cbms_milestone",
    "consultation": "SELECT min(uid::text) FROM cbms_consultation",
    "document": "SELECT uid::text FROM hoaip_document ORDER BY id LIMIT 1",
    "file": "SELECT uid::text FROM hoaip_documentfile ORDER BY id LIMIT 1",
    "session of somebody else": "SELECT id::text FROM usersessions_usersession ORDER BY id LIMIT 1",
}
# Which of them an address is about; any other kind there must look like nothing at all.
ABOUT = {
    "manage/people/delegations/<uid>/": "delegation",
    "manage/people/managers/<uid>/": "manager of accounts",
    "delegation/<slug>/accounts/invitations/<uid>/": "invitation",
    "delegation/<slug>/accounts/<uid>/": "delegation",
    "facts/conference/<uid>/": "conference",
    "facts/chair/<uid>/": "term of a chair",
    "facts/declaration/<uid>/": "declaration",
    "facts/initiative/<uid>/": "initiative",
    "facts/contribution/<uid>/": "contribution",
    "facts/programme/<uid>/": "programme",
    "commitments/<uid>/": "commitment",
    "actions/<uid>/": "action",
    "contributions/<uid>/": "contribution",
    "measures/<uid>/": "proposed measure",
    "programmes/<uid>/": "programme",
    "handover/items/<uid>/": "item of a handover",
    "handover/<uid>/": "handover",
    "filters/<uid>/": "own filter",
    "letters/<uid>/": "mail",
    "documents/files/<uid>/": "file",
    "documents/<uid>/": "document",
    "meetings/<uid>/": "meeting",
    "agenda/<uid>/": "item of an agenda",
    "meetings/records/comments/<uid>/": "comment on a record",
    "meetings/records/<uid>/": "revision of a record",
    "plans/<uid>/": "plan",
    "comments/<uid>/": "comment",
    "progress/reports/<uid>/": "report",
    "progress/<uid>/": "period",
    "milestones/<uid>/": "milestone",
    "consultations/<uid>/": "consultation",
    "compliance/flags/<uid>/": "flag",
    "interests/<uid>/": "interest",
    "contacts/<uid>/": "contact",
    "persons/<uid>/": "person without account",
    "manage/holidays/<uid>/": "holiday",
    "manage/conferences/<uid>/": "conference",
    "manage/chairs/<uid>/": "term of a chair",
    "manage/roles/<uid>/": "role",
    "manage/focal-points/<uid>/": "focal point",
    "facts/role/<uid>/": "role",
    "facts/institution/<uid>/": "institution",
    "facts/membership/<uid>/": "membership",
    "facts/plan_event/<uid>/": "decision about a plan",
    "institutions/<uid>/": "institution",
    "memberships/<uid>/": "membership",
    "manage/people/<uid>/": "person",
    "appointments/<uid>/": "appointment",
    "delegations/<uid>/": "delegation to a conference",
    "manage/mail/<uid>/": "mail",
    "invitations/<uid>/": "invitation",
    "blackouts/<uid>/": "blackout",
    "accounts/sessions/<pk>/": "own session",
    "keys/<pk>/": "own key",
}


def everywhere(house, people, wrong, asked, *, every):
    """Every id of every kind in every address that takes one: of a foreign kind it is answered like an unknown one."""
    ids = {kind: house.one(question) for kind, question in IDS.items()}
    ids = {kind: value for kind, value in ids.items() if value is not None}
    routes = [row for row in house.json("routes") if re.search(r"<(uid|pk)>", row["pattern"])][::every]
    head = house.manage("audit", "head").strip()
    for key in people:
        browser = house.browser(key)
        token = browser.token()
        for row, method in ((row, method) for row in routes for method in row["methods"]):
            about = next((kind for part, kind in ABOUT.items() if part in row["pattern"]), None)
            if about is None:
                wrong.append(f"nothing says what {row['pattern']} is about")
                continue

            def answer(value, row=row, method=method, browser=browser, token=token):
                next(asked)
                address = "/" + re.sub(r"<(uid|pk)>", value, row["pattern"]).replace("<slug>", "kazakhstan")
                if method == "GET":
                    return browser.get(address)
                # A version that nobody holds: what is allowed would be stale, and nothing is written.
                return browser.send(address, FIELDS | {"version": "999"}, token=token)

            whole = "<pk>" in row["pattern"]
            unknown = answer("987654321" if whole else str(uuid.uuid4()))
            for kind, value in ids.items():
                if kind == about or value.isdigit() != whole:  # another shape is another address
                    continue
                got = answer(value)
                if got.status != unknown.status or plain(got.text) != plain(unknown.text):
                    wrong.append(f"{key} {method} {row['pattern']} with a {kind}: {got.status}, not {unknown.status}")
    if house.manage("audit", "head").strip() != head:
        wrong.append("a foreign id wrote something")


def states(house):
    return house.one(
        "SELECT string_agg(uid || state || version, ' ' ORDER BY id) FROM meetings_meeting WHERE NOT is_imported"
    )


def flags(house):
    house.json("run_job", "review_compliance")
    found = house.one(
        "SELECT string_agg(f.uid::text, ' ') FROM cbms_flag f JOIN cbms_cbm c ON c.id = f.cbm_id WHERE c.code = 'dm'"
    )
    return (found or "").split()


def plain(page):
    """A page without its token and the number of its request."""
    return re.sub(r'value="\w{64}"', "", page)
