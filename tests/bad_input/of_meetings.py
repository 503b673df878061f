"""Forms of meetings, targets, conferences, declarations, documents and actions, as they should be filled in."""

from datetime import timedelta

from django.utils import timezone

from hoaip import grants
from hoaip.models import Document
from meetings.invited import fingerprint, parties_of
from meetings.models import Blackout, RecordRevision
from meetings.offline import tickets
from tests.bad_input.values import REASON, TONGUES
from tests.expectation.texts import edited
from tests.files import pdf

EVIDENCE = {"text": REASON, "document": "", "title": "Photo", "dated_on": "2026-05-05", "language": "en"}


def forms():
    """{route: (person, kwargs of the world, fields of a form that is written)}."""
    held = grants.today().replace(day=1).isoformat()
    next_year = f"{grants.today().year + 1}"
    day = f"{next_year}-01-15"
    until = (grants.today() + timedelta(days=10)).isoformat()

    def meeting(key):
        return lambda world: {"uid": world.meetings[key].uid}

    def record(key):
        return lambda world: {"uid": world.records[key].uid}

    def step(key, **more):
        return "rev", meeting(key), {"version": "1", **more}

    def of(name):
        return lambda world: {"uid": getattr(world, name).uid}

    def flag(key):
        return lambda world: {"uid": world.flags[key].uid}

    def dm(world):
        return {"code": "dm"}

    def blackout(world):
        given = {"from_on": day, "until_on": day, "reason": "Sample"}
        return {"uid": Blackout.objects.get_or_create(**given)[0].uid}

    def scheduled(world):
        Document.objects.filter(pk=world.documents["evidence"].pk).update(
            public_from=timezone.now() + timedelta(days=30)
        )
        return {"uid": world.documents["evidence"].uid}

    def scheduled_record(world):
        RecordRevision.objects.filter(pk=world.records["closed"].pk).update(
            public_from=timezone.now() + timedelta(days=30)
        )
        return {"uid": world.records["closed"].uid}

    def follows(key):
        return lambda world: {"uid": world.actions[key].uid}

    logged = {
        "cbm": "dm",
        "type": "rtgm",
        "title": "",
        "date_precision": "day",
        "starts_on": held,
        "ends_on": "",
        "host": "pakistan",
        "city": "Islamabad",
        "mode": "in_person",
        "attendance-pakistan": "present",
        "attendance-australia": "remote",
        "outcomes-0-kind": "action",
        "outcomes-0-text": "Share the road map.",
        "outcomes-0-owner": "pakistan",
        "outcomes-0-due": f"{next_year}-12",
        "record": "The meeting was opened.\n\nIt was closed.",
        "another_meeting": "on",
        "save": "held",
    }

    def filled_in(world):
        lines = [
            f"form,{tickets.written(tickets.new_ticket(cbm='dm'))}",
            f"first_day,{held}",
            "host,PK",
            "attendance,PK,present",
            f"outcome,action,Share the road map.,PK,{next_year}-12",
            "paragraph,The meeting was opened.",
        ]
        return "\n".join(lines)

    def document(key):
        return lambda world: {"uid": world.documents[key].uid}

    paper = {
        "file": pdf(),
        "type": "concept",
        "title_en": "Early warning",
        "title_fa": "",
        "title_ps": "",
        "dated_on": day,
        "language": "en",
        "rung": "2",
    }
    about_conference = {
        "co_chairs": "pakistan",
        "co_chair_persons": "Sartaj Aziz (Pakistan)",
        "theme": "Prosperity",
        "declaration": "A declaration",
        "hoa": "14",
        "supporting": "17",
        "organizations": "12",
        "source": "https://example.org/a",
        "source_note": "",
        "reason": REASON,
    }
    about_term = {
        "from_conference": "hoa-ip-5",
        "until_conference": "",
        "from_on": "",
        "until_on": day,
        "source": "",
        "source_note": "",
        "reason": REASON,
    }
    declared = {
        "title_en": "Islamabad Declaration",
        "title_fa": "",
        "title_ps": "",
        "kind": "declaration",
        "agreed_on": "2016-12-04",
        "is_summary": "on",
        "source": "https://example.org/a",
        "source_note": "",
        "para-0-uid": "",
        "para-0-en": "We agree.",
        "para-0-fa": "",
        "para-0-ps": "",
        "save": "yes",
    }
    in_ten_days = (grants.today() + timedelta(days=10)).isoformat()
    answered = {"answer": "attending", "level": "director", "size": "4"}

    def seen_of(world, key, slug):
        parties = parties_of(world.meetings[key], grants.today())
        return fingerprint(parties, [party for party in parties if party.slug == slug])

    def invitee(world):
        return {"uid": world.meetings["invited"].uid, "slug": "india"}

    delegated = {"level": "minister", "head": "Sample head", "function": "Minister", "size": "4"}
    return {
        "meetings:meeting_new": ("fp_dm", None, logged),
        "meetings:offline_read": (
            "fp_dm",
            None,
            {"table": filled_in, "confirm": "1", "save": "held", "another_meeting": "on"},
        ),
        "meetings:meeting_edit": (
            "fp_dm",
            meeting("held"),
            logged | {"version": "1", "outcomes-0-item": lambda world: str(world.agenda["discussed"].uid)},
        ),
        "meetings:meeting_ordinal": ("rev", meeting("held"), {"cbm": "dm", "ordinal": "7", "reason": REASON}),
        "meetings:meeting_announce": step("planned"),
        "meetings:meeting_invite": (
            "fp_dm",
            meeting("planned"),
            {
                "list": "1",
                "invite": "pakistan",
                "answer_by": in_ten_days,
                "without_mail": "on",
                "previewed": lambda world: seen_of(world, "planned", "pakistan"),
                "version": "1",
                "confirm": "1",
            },
        ),
        "meetings:meeting_invite_more": (
            "fp_dm",
            meeting("invited"),
            {
                "list": "1",
                "invite": "turkey",
                "answer_by": in_ten_days,
                "previewed": lambda world: seen_of(world, "invited", "turkey"),
                "version": "1",
                "confirm": "1",
            },
        ),
        "meetings:invitee_withdraw": ("fp_dm", invitee, {"version": "1", "reason": REASON}),
        "meetings:invitee_answer": ("fp_dm", invitee, {"version": "1", "note": REASON, **answered}),
        "meetings:meeting_answer": ("del_pk", meeting("invited"), {"version": "1", "note": "By car.", **answered}),
        "meetings:meeting_postpone": step("planned", reason=REASON, date_precision="day", starts_on=day, ends_on=day),
        "meetings:meeting_replan": step("postponed", date_precision="month", starts_on=day[:7], ends_on=""),
        "meetings:meeting_cancel": step("planned", reason=REASON),
        "meetings:meeting_reject": ("rev", meeting("requested"), {"version": "1", "reason": REASON}),
        "meetings:meeting_approve": ("rev", meeting("requested"), {"version": "1"}),
        "meetings:meeting_ask": step("rejected"),
        "meetings:meeting_withdraw": step("requested"),
        "meetings:meeting_circulate": step("held", comment_until=until),
        "meetings:record_comment": (
            "del_pk",
            record("reported"),
            {"paragraph": "1", "stakeholder": "pakistan", "text": REASON},
        ),
        "meetings:record_answer": (
            "fp_dm",
            lambda world: {"uid": world.record_comment.uid},
            {"is_taken": "no", "answer": REASON, "version": "1"},
        ),
        "meetings:record_recall": ("fp_dm", record("reported"), {"reason": REASON, "version": "1"}),
        "meetings:record_share": ("fp_dm", record("closed"), {"version": "1"}),
        "meetings:record_publish": ("rev", record("closed"), {"version": "1"}),
        "meetings:record_schedule": (
            "rev",
            record("closed"),
            {"day": day, "hour": "09:30", "version": "1", "confirm": "1"},
        ),
        "meetings:record_unschedule": ("rev", scheduled_record, {"reason": REASON, "version": "1"}),
        "meetings:record_correct": (
            "fp_dm",
            meeting("closed"),
            {"record": "One.", "reason": REASON, "comment_until": until, "version": "1"},
        ),
        "meetings:meeting_close": step("reported", reason=REASON),
        "meetings:meeting_annul": step("held", reason=REASON),
        "meetings:meeting_reopen": step("closed", reason=REASON),
        "meetings:flag_acknowledge": ("fp_dm", flag("open"), {"version": "1", "explanation": REASON}),
        "meetings:flag_waive": ("dir", flag("open"), {"version": "1", "reason": REASON}),
        "meetings:flag_lift": ("dir", flag("waived"), {"version": "1", "reason": REASON}),
        "meetings:target_edit": ("dir", dm, {"target": "3", "reason": REASON, "version": "0"}),
        "meetings:standing_edit": ("dir", dm, {"state": "suspended", "from_on": day, "reason": REASON}),
        "cbms:document_new": ("fp_dm", dm, paper),
        "meetings:document_new": ("fp_dm", meeting("held"), paper | {"rung": ""}),
        "documents:document_edit": (
            "fp_dm",
            document("open"),
            {"title_en": "Another", "title_fa": "", "title_ps": "", "dated_on": day, "language": "en", "version": "1"},
        ),
        "documents:document_replace": (
            "fp_dm",
            document("open"),
            {"file": pdf(), "language": "ps", "version": "1"},
        ),
        "documents:document_visibility": (
            "fp_dm",
            document("paper"),
            {"rung": "5", "readers": lambda world: str(world.del_pk.uid), "version": "1", "confirm": "1"},
        ),
        "documents:document_publish": (
            "fp_dm",
            document("paper"),
            {"day": day, "hour": "09:30", "version": "1", "confirm": "1"},
        ),
        "documents:document_publish_withdraw": ("fp_dm", scheduled, {"reason": REASON, "version": "1"}),
        "documents:document_delete": ("fp_dm", document("open"), {"reason": REASON, "version": "1"}),
        "documents:document_restore": ("fp_dm", document("deleted"), {"reason": REASON, "version": "1"}),
        "documents:document_order": ("dir", document("deleted"), {"reason": REASON, "version": "1"}),
        "documents:document_destroy": ("adm", document("ordered"), {"sure": "on", "version": "1"}),
        "managed_conferences:conference_new": (
            "adm",
            None,
            about_conference | {"meeting": lambda world: str(world.ministers.uid), "ordinal": "6"},
        ),
        "managed_conferences:conference_edit": (
            "adm",
            of("conference"),
            about_conference | {"ordinal": "5", "version": "1"},
        ),
        "managed_conferences:chair_new": (
            "adm",
            None,
            about_term | {"process": "hoa-ip", "stakeholder": "georgia", "standing": "co_chair"},
        ),
        "managed_conferences:conference_dispute": ("rev", of("conference"), {"note": "Another source."}),
        "managed_conferences:process_dispute": ("rev", of("process"), {"note": "Another source."}),
        "managed_conferences:commitment_dispute": (
            "fp_dm",
            lambda world: {"uid": world.commitments["registered"].uid},
            {"note": "Another source."},
        ),
        "managed_conferences:chair_dispute": ("rev", of("chair"), {"note": "Another source."}),
        "managed_conferences:declaration_dispute": (
            "rev",
            lambda world: {"uid": world.declarations["sealed"].uid},
            {"note": "Another source."},
        ),
        "declarations:declaration_new": (
            "rev",
            None,
            declared | {"meeting": lambda world: str(world.ministers.uid), "slug": "islamabad-2016"},
        ),
        "declarations:declaration_edit": (
            "rev",
            lambda world: {"slug": "sample-draft"},
            declared | {"slug": "sample-draft", "document": "", "version": "1"},
        ),
        "declarations:declaration_seal": (
            "dir",
            lambda world: {"slug": "sample-draft"},
            {"reason": REASON, "version": "1"},
        ),
        "declarations:paragraph_tag": (
            "rev",
            lambda world: {"slug": "sample-sealed", "number": 1},
            {"is_actionable": "on", "pillar": "cbms", "theme": "security", "cbms": "dm", "version": "1"},
        ),
        "declarations:delegation_new": (
            "rev",
            lambda world: {"ordinal": 5},
            delegated | {"stakeholder": "india"},
        ),
        "declarations:delegation_edit": (
            "rev",
            of("delegation_sent"),
            delegated | {"reason": REASON, "version": "1"},
        ),
        "declarations:delegation_remove": ("rev", of("delegation_sent"), {"reason": REASON, "version": "1"}),
        "managed_conferences:process_edit": (
            "adm",
            lambda world: {"slug": "hoa-ip"},
            {
                **{f"{text}_{tongue}": "Text" for text in ("name", "description", "themes") for tongue in TONGUES},
                "reason": REASON,
                "version": "1",
            },
        ),
        "managed_conferences:chair_edit": ("adm", of("chair"), about_term | {"standing": "chair", "version": "1"}),
        "meetings:meeting_hours": (
            "fp_dm",
            meeting("planned"),
            {
                "opens_at": "09:30",
                "closes_at": "16:00",
                "zone": "Asia/Kabul",
                "venue": "Sample hall",
                "joining_url": "https://meet.example.org/sample",
                "version": lambda world: str(world.meetings["planned"].version),
            },
        ),
        "meetings:meeting_heads": (
            "fp_dm",
            meeting("held"),
            {
                "text-pakistan": "Sample head",
                "person-pakistan": lambda world: str(world.persons["pk"].uid),
                "size-pakistan": "4",
                "version": "1",
            },
        ),
        "holidays:holiday_new": (
            "adm",
            None,
            {"country": "pakistan", "name": "Sample day", "from_on": day, "until_on": ""},
        ),
        "holidays:holiday_edit": (
            "adm",
            of("holiday"),
            {"name": "Sample day", "from_on": day, "until_on": day, "version": "1"},
        ),
        "holidays:weekend_edit": ("adm", lambda world: {"slug": "pakistan"}, {"weekend": "4", "version": "0"}),
        "texts:text_edit": (
            "adm",
            lambda world: {"key": "home-chair"},
            {"text_en": "Sample", "text_fa": "نمونه", "text_ps": "", "reason": REASON, "version": "0"},
        ),
        "texts:text_restore": ("adm", edited, {"reason": REASON, "version": "1"}),
        "rule:rule_edit": (
            "adm",
            None,
            {
                "calendar": "gregorian",
                "lead_days": "40",
                "gap_days": "120",
                "warn_days": "30",
                "reason": REASON,
                "version": "1",
            },
        ),
        "rule:blackout_remove": ("adm", blackout, {"reason": REASON}),
        "rule:blackout_new": ("adm", None, {"from_on": day, "until_on": day, "reason": REASON}),
        # Actions; a new one names what it is for in its address: tests/conferences/test_actions.py sweeps it.
        "follow_up:action_edit": (
            "rev",
            follows("open"),
            {"title": "Another", "due": "2027-03", "activity": "", "rung": "5", "version": "1"},
        ),
        "follow_up:action_reassign": ("rev", follows("open"), {"owner": "india", "reason": REASON, "version": "1"}),
        "follow_up:action_evidence": ("del_pk", follows("in_progress"), EVIDENCE),
        "follow_up:action_claim": ("del_pk", follows("in_progress"), EVIDENCE | {"version": "1"}),
        "follow_up:action_return": ("rev", follows("claimed"), {"reason": REASON, "version": "1"}),
        "follow_up:action_cancel": ("rev", follows("open"), {"reason": REASON, "version": "1"}),
    }
