"""Sample people and meetings: the shape that scripts rely on, and that they touch nothing of the past."""

import json
from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.utils import timezone

from cbms.models import Cbm, Consultation, Plan
from cbms.silence.board import lines_of
from conferences.demo.documents import PAPERS, seed_demo_documents
from conferences.demo.invitations import seed_demo_invitation
from conferences.demo.plans import seed_demo_consultation
from conferences.demo.samples import demo, sample_meetings, seed_demo
from hoaip.calendar import today_in_kabul
from hoaip.documents.keeping import place_of
from hoaip.grants import can, check
from hoaip.models import AuditEntry, Document, DocumentFile, User
from hoaip.permissions import Permission
from meetings.models import UNDECIDED, Attendance, Invitee, Meeting, MeetingCbm
from meetings.volume import fill
from tests.seeded import SEED, TODAY, enter_demo, enter_reference


@pytest.fixture
def by(db):
    return User.objects.system()


@pytest.fixture
def known(db):
    enter_reference()


@pytest.fixture
def seeded(db):
    enter_demo()
    return demo(today=TODAY, seed=SEED)


def person(seeded, key):
    return next(row for row in seeded["people"] if row["key"] == key)


def user(seeded, key):
    return User.objects.get(uid=person(seeded, key)["uid"])


def test_shape(seeded):
    assert list(seeded) == ["people", "meetings", "plans", "commitments"]
    assert {tuple(row) for row in seeded["people"]} == {
        ("key", "email", "password", "role", "cbms", "stakeholder", "uid")
    }
    assert {tuple(row) for row in seeded["meetings"]} == {("key", "uid", "cbms", "state", "visibility")}
    assert [row["key"] for row in seeded["people"]] == [
        *("fp_dm", "fp_dm_deputy", "fp_ct", "fp_cn", "fp_two", "rev", "rev_two", "dir", "adm", "gone"),
        *("del_pk", "del_kz", "del_tr", "del_in", "del_az", "del_pl", "del_undp", "del_au"),
    ]


def test_who_they_are(seeded):
    parts = {row["key"]: (row["role"], row["cbms"], row["stakeholder"]) for row in seeded["people"]}

    assert parts["fp_dm"] == ("focal_point", ["dm"], None)
    assert parts["fp_two"] == ("focal_point", ["tci", "ri"], None)
    assert parts["adm"] == ("administrator", [], None)
    assert parts["del_pk"] == ("delegate", ["dm"], "PK")
    assert parts["del_undp"] == ("delegate", ["dm"], "UNDP")
    assert parts["del_au"] == ("delegate", [], "AU")


def test_they_can_sign_in(seeded):
    for row in seeded["people"]:
        stored = User.objects.get(email=row["email"])
        assert stored.check_password(row["password"])
        assert len(row["password"]) >= 12
        assert stored.full_name.startswith("Sample ")
        assert EmailAddress.objects.filter(user=stored, verified=True, primary=True).count() == 1
    assert len({row["password"] for row in seeded["people"]}) == len(seeded["people"])
    assert not user(seeded, "gone").is_active


def test_their_rights_follow_at_once(seeded):
    dm, ct = Cbm.objects.get(code="dm"), Cbm.objects.get(code="ct")

    assert check() == {"missing": 0, "extra": 0}
    assert can(user(seeded, "fp_dm"), Permission.PLAN_MEETING, dm)
    assert not can(user(seeded, "fp_dm"), Permission.PLAN_MEETING, ct)
    assert can(user(seeded, "rev"), Permission.ANNUL_MEETING, ct)
    assert not can(user(seeded, "gone"), Permission.PLAN_MEETING, dm)


def test_twice_changes_nothing_and_says_the_same(seeded, by):
    entries = AuditEntry.objects.count()

    seed_demo(today=date(2026, 9, 16), seed=1, by=by)

    assert demo(today=date(2026, 9, 16), seed=1) == seeded
    assert AuditEntry.objects.count() == entries


def test_another_seed_gives_other_passwords(seeded, by):
    seed_demo(today=TODAY, seed=2, by=by)
    other = demo(today=TODAY, seed=2)

    assert person(other, "fp_dm")["password"] != person(seeded, "fp_dm")["password"]
    assert user(other, "fp_dm").check_password(person(other, "fp_dm")["password"])
    assert person(other, "fp_dm")["uid"] == person(seeded, "fp_dm")["uid"]


def test_a_changed_password_is_set_back(seeded, by):
    changed = user(seeded, "fp_dm")
    changed.set_password("something else 4711")
    changed.save()

    seed_demo(today=TODAY, seed=1, by=by)

    assert user(seeded, "fp_dm").check_password(person(seeded, "fp_dm")["password"])


def test_sample_meetings_stand_in_every_state_and_say_that_they_are_samples(seeded):
    samples = Meeting.objects.filter(title_en__startswith="Sample: ")

    # Nothing of the sample waits for approval: no site asks for it unless it says so.
    unasked = {*UNDECIDED, "withdrawn"}
    assert set(samples.values_list("state", flat=True)) == set(Meeting.State.values) - unasked
    assert samples.count() == len(seeded["meetings"])


def test_visibility(seeded):
    found = {row["key"]: row["visibility"] for row in seeded["meetings"]}

    assert found["dm_planned"] == "members"
    assert found["dm_announced"] == found["ct_held"] == "public"
    assert found["ct_annulled"] == "ministry"
    assert found["som_planned"] == "participants"


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 9, 15), date(2026, 12, 31)])
def test_no_sample_lies_before_this_year_or_after_the_next(today):
    for sample in sample_meetings(today):
        years = {sample.starts_on.year, sample.ends_on.year}
        assert years <= ({2027} if "dm" in sample.cbms else {2026, 2027})
        assert (sample.ends_on <= today) or sample.state not in ("held", "reported", "closed", "annulled")


def test_figures_of_the_past_stay(known, by):
    before = list(MeetingCbm.objects.order_by("pk").values_list("cbm__code", "starts_on", "counts"))

    seed_demo(today=TODAY, seed=1, by=by)

    past = MeetingCbm.objects.filter(starts_on__lt=date(2026, 1, 1)).order_by("pk")
    assert list(past.values_list("cbm__code", "starts_on", "counts")) == before
    dm = MeetingCbm.objects.filter(cbm__code="dm", starts_on__range=(date(2026, 1, 1), date(2026, 12, 31)))
    assert dm.count() == 0


def test_documents_are_plainly_samples_and_written_once(seeded, by):
    seed_demo_documents(today=TODAY, by=by)
    entries, files = AuditEntry.objects.count(), DocumentFile.objects.count()

    seed_demo_documents(today=date(2026, 9, 16), by=by)

    assert (AuditEntry.objects.count(), DocumentFile.objects.count()) == (entries, files)
    assert files == Document.objects.filter(title_en__startswith="Sample: ").count() == len(PAPERS)
    file = Document.objects.get(title_en="Sample: agenda").files.get()
    assert place_of(file.stored_name).read_bytes().startswith(b"Sample, not a paper of the process.")
    # The public reads those that stand on what is public; the record is its members' and the ministry's.
    page = Client().get("/documents/").content.decode()
    assert page.count("Sample: ") >= 3
    assert "Sample: record of the meeting" not in page
    assert "Sample: early warning" in Client().get("/cbms/dm/").content.decode()
    assert "هشدار زودهنگام" in Client().get("/fa-af/cbms/dm/").content.decode()


def test_capitals_are_asked_once_and_a_silent_one_sees_it_on_its_home_page(seeded, by):
    today = today_in_kabul(timezone.now())
    seed_demo_consultation(today=today, by=by)
    entries = AuditEntry.objects.count()

    seed_demo_consultation(today=today, by=by)

    assert AuditEntry.objects.count() == entries
    consultation = Consultation.objects.get()
    assert consultation.note.startswith("Sample: ")
    assert consultation.plan.state == "in_consultation"
    lines = lines_of(consultation)
    stood = {line.stakeholder.code: line.standing.answer for line in lines if not line.is_silent}
    assert stood == {"AZ": "support", "RU": "no_objection"}
    assert [line.stakeholder.code for line in lines if line.positions and line.standing.on_behalf] == ["RU"]
    assert {line.stakeholder.code for line in lines if line.is_silent} == {"IN", "US", "UNODC"}
    silent, spoken = Client(), Client()
    silent.force_login(user(seeded, "del_in"))
    spoken.force_login(user(seeded, "del_az"))
    assert "the position of India" in silent.get("/").content.decode()
    assert "the position of" not in spoken.get("/").content.decode()
    board = silent.get(f"/consultations/{consultation.uid}/").content.decode()
    assert "Give the position" in board


def test_states_are_invited_once_and_a_silent_one_sees_it_on_its_home_page(seeded, by):
    today = today_in_kabul(timezone.now())
    seed_demo_invitation(today=today, by=by)
    entries = AuditEntry.objects.count()

    seed_demo_invitation(today=today, by=by)

    assert AuditEntry.objects.count() == entries
    rows = Invitee.objects.with_answer().select_related("stakeholder")
    answers = {row.stakeholder.code: row.answered for row in rows}
    assert {code: answer for code, answer in answers.items() if answer} == {"IN": "attending", "CN": "regrets"}
    assert len(answers) == 9
    silent = Client()
    silent.force_login(user(seeded, "del_kz"))
    assert "Answer the invitation: Sample: RTGM, Astana" in silent.get("/").content.decode()


def test_who_took_the_sample_plan_further_keeps_it(seeded, by):
    Plan.objects.filter(cbm__code="cn").update(state="withdrawn")

    seed_demo_consultation(today=today_in_kabul(timezone.now()), by=by)

    assert not Consultation.objects.exists()


def test_refused_in_production(db):
    with override_settings(PRODUCTION=True), pytest.raises(CommandError, match="never written in production"):
        call_command("seed_demo")


def test_refused_without_reference_data(db):
    with pytest.raises(CommandError, match="seed_reference"):
        call_command("seed_demo")


def test_volume_is_refused_in_another_database(known):
    with pytest.raises(CommandError, match="_bench"):
        call_command("seed_demo", "--meetings", "10")
    assert not Meeting.objects.filter(title_en__startswith="Sample").exists()


def test_volume_tops_up(known, by):
    added = [fill(100, today=TODAY, by=by), fill(150, today=TODAY, by=by), fill(150, today=TODAY, by=by)]

    rows = Meeting.objects.filter(title_en__startswith="Sample volume")
    pairs = MeetingCbm.objects.filter(meeting__in=rows)
    assert added == [100, 50, 0]
    assert (rows.count(), pairs.count()) == (150, 153)
    assert set(pairs.values_list("cbm__code", flat=True)) == {"ct", "cn", "dm", "tci", "ri", "ce"}
    assert set(rows.filter(starts_on__gt=TODAY).values_list("state", flat=True)) == {"planned"}
    held = rows.filter(state="held")
    assert Attendance.objects.filter(meeting__in=held).count() == 5 * held.count() > 0
    assert not Attendance.objects.filter(meeting__in=rows.exclude(state="held")).exists()


def test_command_prints_one_document(by, capsys):
    call_command("seed_reference", "--json")
    capsys.readouterr()

    call_command("seed_demo", "--json")

    document = json.loads(capsys.readouterr().out)
    assert len(document["people"]) == 18
    assert [(row["key"], row["cbms"], row["state"], row["visibility"]) for row in document["plans"]] == [
        ("ct_under_review", ["ct"], "under_review", "ministry"),
        ("cn_cleared", ["cn"], "in_consultation", "asked"),
        ("tci_returned", ["tci"], "changes_requested", "ministry"),
        ("ri_draft", ["ri"], "draft", "drafters"),
    ]
    assert [(row["key"], row["state"], row["owners"]) for row in document["commitments"]][:2] == [
        ("kz_to_confirm", "registered", ["KZ"]),
        ("pk_confirmed", "confirmed", ["PK"]),
    ]
