"""Sample people and sample meetings for a portal that is tried out. Nothing here touches an earlier year."""

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace

from cbms.models import Cbm, FocalPoint, Plan, RoleAssignment
from cbms.seeds import seed_contact, seed_focal_point, seed_plan
from conferences.demo.actions import seed_demo_actions
from conferences.demo.commitments import seed_demo_commitments, told_commitments
from conferences.demo.plans import sample_plans
from hoaip.action import action, authorise, touched
from hoaip.calendar import KABUL
from hoaip.imports import address, facts
from hoaip.models import Process, Stakeholder, User
from hoaip.permissions import Permission, Role
from hoaip.seeds import (
    sample_email,
    sample_password,
    seed_appointment,
    seed_delegate,
    seed_entry,
    seed_manager,
    seed_person,
)
from meetings.actions.imports import import_meeting
from meetings.models import Meeting
from meetings.seeds import seed_interest

PROCESS = "hoa-ip"
FROM_ON = date(2020, 1, 1)
GONE_AT = datetime(2024, 1, 1, 9, tzinfo=KABUL)

FOCAL = [
    ("fp_dm", "Sample Focal Point, Disaster Management", {"dm": "primary"}),
    ("fp_dm_deputy", "Sample Deputy Focal Point, Disaster Management", {"dm": "deputy"}),
    ("fp_ct", "Sample Focal Point, Counter-Terrorism", {"ct": "primary"}),
    ("fp_cn", "Sample Focal Point, Counter-Narcotics", {"cn": "primary"}),
    ("fp_two", "Sample Focal Point, Infrastructure and Trade", {"ri": "primary", "tci": "primary"}),
]
STAFF = [
    ("rev", "Sample Reviewer", Role.REVIEWER),
    ("rev_two", "Sample Reviewer, second", Role.REVIEWER),
    ("dir", "Sample Director", Role.DIRECTOR),
    ("adm", "Sample Administrator", Role.ADMINISTRATOR),
    ("gone", "Sample Reviewer, account closed", Role.REVIEWER),
]
DELEGATES = [
    ("del_pk", "Sample Delegate of Pakistan", "PK"),
    ("del_kz", "Sample Delegate of Kazakhstan", "KZ"),
    ("del_tr", "Sample Delegate of Turkey", "TR"),
    ("del_in", "Sample Delegate of India", "IN"),
    ("del_az", "Sample Delegate of Azerbaijan", "AZ"),
    ("del_pl", "Sample Delegate of Poland", "PL"),
    ("del_undp", "Sample Delegate of UNDP", "UNDP"),
    ("del_au", "Sample Delegate of Australia", "AU"),
]
# Of these, who manages the accounts of the own delegation.
MANAGERS = ("del_pk",)
# Who has no account: key, stakeholder, names in both scripts, and the delegate who confirmed it as technical focal
# point of Disaster Management, if one did.
ENTRIES = [
    ("contact.pk", "PK", "Sample Contact of Pakistan", "تماس نمونهٔ پاکستان", None),
    ("contact.kz", "KZ", "Sample Contact of Kazakhstan", "", "del_kz"),
    ("contact.tr", "TR", "Sample Contact of Turkey", "", "del_tr"),
]
# Who reads a sample plan, by its state; else the ministry.
SEES_PLAN = {"draft": "drafters", "in_consultation": "asked"}
KEYS = [key for key, *_rest in (*FOCAL, *STAFF, *DELEGATES)]


def sample_meetings(today):
    """What the sample meetings are on a day: those of Disaster Management next year, the rest this year and next.

    What happened lies between 1 January and today, what is ahead between today and 31 December.
    """
    first, last, following = date(today.year, 1, 1), date(today.year, 12, 31), today.year + 1

    def ago(days):
        return max(first, today - timedelta(days=days))

    def ahead(days):
        return min(last, today + timedelta(days=days))

    def one(key, title, cbms, state, starts_on, host, city, **more):
        return SimpleNamespace(
            **{
                "key": key,
                "title": f"Sample: {title}",
                "cbms": cbms,
                "state": state,
                "type": "rtgm",
                "starts_on": starts_on,
                "ends_on": starts_on,
                "date_precision": "day",
                "host": host,
                "city": city,
                "announced": True,
                "reason": "",
            }
            | more
        )

    month = {"date_precision": "month", "ends_on": date(following, 3, 31), "announced": False}
    return [
        one("dm_planned", "RTGM, Almaty", ["dm"], "planned", date(following, 3, 1), "KZ", "Almaty", **month),
        one("dm_announced", "RTGM, Islamabad", ["dm"], "planned", date(following, 5, 12), "PK", "Islamabad"),
        one("dm_invited", "RTGM, Astana", ["dm"], "invited", date(following, 9, 8), "KZ", "Astana"),
        one("ct_held", "RTGM, Ankara", ["ct"], "held", ago(20), "TR", "Ankara"),
        one("cn_reported", "RTGM, Baku", ["cn"], "reported", ago(45), "AZ", "Baku"),
        one("tci_closed", "RTGM, New Delhi", ["tci"], "closed", ago(90), "IN", "New Delhi"),
        one(
            "ri_postponed",
            "RTGM, Ashgabat",
            ["ri"],
            "postponed",
            ahead(20),
            "TM",
            "Ashgabat",
            reason="The host asked for another date.",
        ),
        one(
            "ce_cancelled",
            "RTGM, Tehran",
            ["ce"],
            "cancelled",
            ahead(10),
            "IR",
            "Tehran",
            reason="No date suited the states.",
        ),
        one(
            "ct_annulled",
            "RTGM, Abu Dhabi",
            ["ct"],
            "annulled",
            ago(30),
            "AE",
            "Abu Dhabi",
            reason="It was logged twice.",
        ),
        one("ct_cn_joint", "joint RTGM, Kabul", ["ct", "cn"], "planned", date(following, 4, 20), "AF", "Kabul"),
        one(
            "som_planned",
            "SOM, Kabul",
            [],
            "planned",
            date(following, 2, 10),
            "AF",
            "Kabul",
            type="som",
            announced=False,
        ),
    ]


@action
def seed_demo(*, today, seed, by):
    """Write the sample people and meetings that are missing. Run again with the same seed it changes nothing."""
    authorise(by, Permission.IMPORT_FACT)
    process = Process.objects.get(slug=PROCESS)
    cbms = {cbm.code: cbm for cbm in Cbm.objects.filter(process=process)}
    stakeholders = {stakeholder.code: stakeholder for stakeholder in Stakeholder.objects.all()}
    for key, name, posts in FOCAL:
        user = seed_person(key, full_name=name, seed=seed, by=by)
        for code, kind in posts.items():
            seed_focal_point(cbms[code], user=user, kind=kind, from_on=FROM_ON, by=by)
    for key, name, role in STAFF:
        closed = {"is_active": False, "deactivated_at": GONE_AT} if key == "gone" else {}
        user = seed_person(key, full_name=name, seed=seed, by=by, **closed)
        # The same directorate looks after the umbrella that the process feeds into.
        for each in (process, *Process.objects.exclude(pk=process.pk).order_by("launched_on", "pk")):
            seed_appointment(user, process=each, role=role, from_on=FROM_ON, by=by)
    for key, name, code in DELEGATES:
        user = seed_person(key, full_name=name, seed=seed, by=by)
        if seed_delegate(user, stakeholder=stakeholders[code], from_on=FROM_ON, by=by):
            touched(process)
            for role in RoleAssignment.objects.filter(stakeholder=stakeholders[code]).select_related("cbm__process"):
                touched(role.cbm)
        if key in MANAGERS:
            seed_manager(user, stakeholder=stakeholders[code], from_on=FROM_ON, by=by)
    _seed_persons(cbms["dm"], stakeholders=stakeholders, today=today, by=by)
    _seed_interest(cbms["ri"], stakeholder=stakeholders["UNDP"], today=today, by=by)
    for key, code, state, author, text in sample_plans(today):
        seed_plan(
            cbms[code],
            key=key,
            state=state,
            text=text,
            stakeholders=stakeholders,
            created_by=User.objects.get(email=sample_email(author)),
            at=_morning(today),
            by=by,
        )
    standing = set(Meeting.objects.filter(uid__in=_meeting_uids(today).values()).values_list("uid", flat=True))
    for sample in sample_meetings(today):
        if address("sample", sample.key) not in standing:
            _seed_meeting(sample, process=process, cbms=cbms, stakeholders=stakeholders, today=today, by=by)
    seed_demo_commitments(cbms=cbms, stakeholders=stakeholders, today=today, by=by)
    seed_demo_actions(stakeholders=stakeholders, today=today, by=by)


def _seed_persons(cbm, *, stakeholders, today, by):
    for key, code, latin, arabic, confirmed_by in ENTRIES:
        names = {"name_latin": latin, "name_arabic": arabic, "function": "Sample: desk officer"}
        person = seed_entry(key, stakeholder=stakeholders[code], by=by, **names)
        confirmed = {}
        if confirmed_by:
            user = User.objects.get(email=sample_email(confirmed_by))
            confirmed = {"confirmed_on": today, "confirmed_by": user}
        seed_contact(cbm, person=person, from_on=FROM_ON, by=by, **confirmed)


def _seed_interest(cbm, *, stakeholder, today, by):
    seed_interest(
        cbm,
        stakeholder=stakeholder,
        role="supporting",
        why="Sample: we would support studies of transit and energy lines.",
        proposed_by=User.objects.get(email=sample_email("del_undp")),
        on=today,
        by=by,
    )


def _seed_meeting(sample, *, process, cbms, stakeholders, today, by):
    happened = sample.state in ("held", "reported", "closed", "annulled")
    own = [cbms[code] for code in sample.cbms]
    import_meeting(
        process,
        uid=address("sample", sample.key),
        type=sample.type,
        state=sample.state,
        state_reason=sample.reason,
        starts_on=sample.starts_on,
        ends_on=sample.ends_on,
        date_precision=sample.date_precision,
        pairs=[(cbm, None) for cbm in own],
        titles={"en": sample.title},
        host=stakeholders[sample.host],
        city=sample.city,
        description="Made up, to try the portal out.",
        attendance=_attendance(own, sample) if happened else (),
        outcomes=_outcomes(sample, stakeholders) if happened else (),
        paragraphs=_PARAGRAPHS if happened else (),
        announced_at=_morning(min(sample.starts_on, today)) if sample.announced else None,
        circulated_at=_morning(today) if sample.state in ("reported", "closed") else None,
        sources=facts({"source_note": "Sample, not a fact."}),
        by=by,
    )


_PARAGRAPHS = (
    "Sample: the lead opened the meeting and the agenda was agreed.",
    "Sample: the participants reviewed the implementation plan and agreed the next steps.",
)


def _attendance(cbms, sample):
    """Everybody with a role that day came, the last of them from afar."""
    roles = RoleAssignment.objects.as_of(sample.starts_on).filter(cbm__in=cbms).select_related("stakeholder")
    came = list({role.stakeholder_id: role.stakeholder for role in roles.order_by("stakeholder__name_en")}.values())
    return [(each, "remote" if each is came[-1] and len(came) > 1 else "present", None) for each in came]


def _outcomes(sample, stakeholders):
    host = stakeholders[sample.host]
    due = date(sample.starts_on.year + 1, 6, 30)
    return [
        {"kind": "decision", "text": "Sample: the next meeting takes place within six months."},
        {"kind": "action", "text": "Sample: the host circulates the presentations.", "owners": [host], "due_on": due},
        {"kind": "commitment", "text": "Sample: the host offers a workshop.", "owners": [host]},
    ]


def _morning(day):
    return datetime.combine(day, time(9), tzinfo=KABUL)


def _meeting_uids(today):
    return {sample.key: address("sample", sample.key) for sample in sample_meetings(today)}


def demo(*, today, seed):
    """What `seed_demo --json` prints: {"people", "meetings", "plans", "commitments"}, as stored now."""
    users = {user.email: user for user in User.objects.filter(email__in=[sample_email(key) for key in KEYS])}
    posts, roles = {}, {}
    for email, code in FocalPoint.objects.as_of(today).values_list("user__email", "cbm__code"):
        posts.setdefault(email, set()).add(code)
    for stakeholder, code in RoleAssignment.objects.as_of(today).values_list("stakeholder__code", "cbm__code"):
        roles.setdefault(stakeholder, set()).add(code)
    order = list(Cbm.objects.order_by("position").values_list("code", flat=True))
    spoken_for = {key: code for key, _name, code in DELEGATES}
    staff = {key: role.value for key, _name, role in STAFF}
    people = []
    for key in KEYS:
        email = sample_email(key)
        stakeholder = spoken_for.get(key)
        of = roles.get(stakeholder, ()) if stakeholder else posts.get(email, ())
        role = Role.DELEGATE.value if stakeholder else staff.get(key, Role.FOCAL_POINT.value)
        people.append(
            {
                "key": key,
                "email": email,
                "password": sample_password(seed, key),
                "role": role,
                "cbms": [code for code in order if code in of],
                "stakeholder": stakeholder,
                "uid": str(users[email].uid),
            }
        )
    uids = _meeting_uids(today)
    stored = {row.uid: row for row in Meeting.objects.filter(uid__in=uids.values()).prefetch_related("pairs__cbm")}
    meetings = [
        {
            "key": key,
            "uid": str(uid),
            "cbms": sorted((pair.cbm.code for pair in stored[uid].pairs.all()), key=order.index),
            "state": stored[uid].state,
            "visibility": visibility(stored[uid]),
        }
        for key, uid in uids.items()
    ]
    return {"people": people, "meetings": meetings, "plans": _told_plans(today), "commitments": told_commitments()}


def _told_plans(today):
    uids = {address("sample plan", key): key for key, *_rest in sample_plans(today)}
    rows = Plan.objects.filter(uid__in=uids).select_related("cbm").order_by("cbm__position")
    return [
        {
            "key": uids[row.uid],
            "uid": str(row.uid),
            "cbms": [row.cbm.code],
            "state": row.state,
            "visibility": SEES_PLAN.get(row.state, "ministry"),
        }
        for row in rows
    ]


def visibility(meeting):
    """Who may know of it: public, members (of its CBMs), participants (of the process), or ministry."""
    if meeting.is_public:
        return "public"
    if meeting.state == "annulled":
        return "ministry"
    return "members" if meeting.has_cbm else "participants"
