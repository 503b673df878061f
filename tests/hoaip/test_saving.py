"""Nothing typed is lost, nothing is done twice: keys, drafts, kept forms, the merge page's parts."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from hoaip.models import Draft, IdempotencyKey, KeptForm
from hoaip.saving.answers import sides
from hoaip.saving.once import body_hash

LOGIN = "hoaip.accounts.backend.Backend"


def planned(**changes):
    return {
        "cbm": "dm",
        "type": "rtgm",
        "date_precision": "month",
        "starts_on": "2027-05",
        "save": "planned",
        "idempotency_key": "k" * 32,
    } | changes


def test_refused_form_does_not_spend_its_key(cast):
    browser = cast.client("fp_dm")

    browser.post("/meetings/new/", planned(starts_on="never"))
    response = browser.post("/meetings/new/", planned())

    assert response.status_code == 302
    assert IdempotencyKey.objects.count() == 1


def test_key_belongs_to_a_person(cast):
    assert cast.client("fp_dm").post("/meetings/new/", planned()).status_code == 302
    answer = cast.client("fp_dm_deputy").post("/meetings/new/", planned(starts_on="2027-08"))

    assert answer.status_code == 302
    assert IdempotencyKey.objects.count() == 2


def test_same_body_hashes_alike_whatever_the_order_key_and_token():
    one = QueryDict("a=1&b=2&b=3&idempotency_key=x&csrfmiddlewaretoken=y")
    other = QueryDict("b=2&b=3&a=1&idempotency_key=z")

    assert body_hash(one) == body_hash(other)
    assert body_hash(one) != body_hash(QueryDict("a=1&b=3&b=2"))


def test_draft_is_saved_while_typing_and_thrown_away(cast):
    browser = cast.client("fp_dm")

    saved = browser.post("/drafts/meeting-new-dm/", planned(title="Half a title"))
    assert saved.status_code == 200
    assert "Draft saved" in saved.content.decode()
    assert "Half a title" in browser.get("/meetings/new/?cbm=dm").content.decode()

    browser.post("/drafts/meeting-new-dm/discard/", {"back": "/meetings/new/?cbm=dm"})
    assert not Draft.objects.exists()


def test_drafts_of_a_person_are_bounded(cast):
    browser = cast.client("fp_dm")
    for number in range(64):
        browser.post(f"/drafts/form-{number}/", {"text": "x"})

    assert Draft.objects.filter(author=cast.fp_dm).count() == 60


def test_discarding_does_not_lead_elsewhere(cast):
    answer = cast.client("fp_dm").post("/drafts/x/discard/", {"back": "https://elsewhere.example/"})

    assert answer["Location"] == "/"


def test_secrets_are_never_kept(db):
    Client().post("/meetings/new/", planned(password="hunter2", otp_code="123456", title="Kept"))

    assert KeptForm.objects.get().fields["title"] == ["Kept"]
    assert "hunter2" not in str(KeptForm.objects.get().fields)
    assert "123456" not in str(KeptForm.objects.get().fields)


def test_one_kept_form_a_browser(db):
    browser = Client()
    browser.post("/meetings/new/", planned(title="First"))
    browser.post("/meetings/new/", planned(title="Second"))

    assert KeptForm.objects.get().fields["title"] == ["Second"]


def test_too_large_a_form_is_not_kept_and_still_leads_to_sign_in(db):
    answer = Client().post("/meetings/new/", planned(record="x" * 210_000))

    assert "/accounts/login/" in answer["Location"]
    assert not KeptForm.objects.exists()


def test_one_network_does_not_fill_the_disk_with_kept_forms(db):
    for _form in range(60):
        answer = Client().post("/meetings/new/", planned(record="x" * 190_000))
    elsewhere = Client(REMOTE_ADDR="203.0.113.9").post("/meetings/new/", planned())

    assert answer.status_code == 302
    assert "kept" not in answer.cookies
    assert "kept" in elsewhere.cookies
    assert 40 < KeptForm.objects.count() < 46


def test_post_without_csrf_token_is_not_kept(db):
    answer = Client(enforce_csrf_checks=True).post("/meetings/new/", planned())

    assert answer.status_code == 403
    assert not KeptForm.objects.exists()


def test_kept_form_lapses_after_a_day(cast):
    browser = Client()
    browser.post("/meetings/new/", planned(title="Kept"))
    browser.force_login(cast.fp_dm, backend=LOGIN)

    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        browser.force_login(cast.fp_dm, backend=LOGIN)
        assert "Kept" not in browser.get("/meetings/new/").content.decode()


def test_address_that_only_takes_posts_is_offered_again_after_sign_in(cast):
    browser = Client()

    answer = browser.post("/drafts/form-x/", {"text": "<b>typed</b>"})

    assert answer["Location"] == "/accounts/login/?next=/kept/"
    browser.force_login(cast.fp_dm, backend=LOGIN)
    html = browser.get("/kept/").content.decode()
    assert "&lt;b&gt;typed&lt;/b&gt;" in html
    assert 'action="/drafts/form-x/"' in html


@pytest.mark.parametrize(
    ("before", "back"),
    [
        ("http://testserver/letters/?page=2", "/letters/%3Fpage%3D2"),
        ("http://elsewhere.example/letters/", "/"),
        ("http://testserver//elsewhere.example/", "/"),
        ("http://testserver", "/"),
        ("x", "/"),
        ("http://[", "/"),
        ("", "/"),
    ],
)
def test_a_button_pressed_without_a_session_leads_back_to_its_page(db, before, back):
    button = "/letters/00000000-0000-4000-8000-000000000000/read/"

    answer = Client().post(button, headers={"Referer": before})

    assert answer["Location"] == f"/accounts/login/?next={back}"
    assert not KeptForm.objects.exists()


def test_object_is_not_looked_up_before_sign_in(db, django_assert_max_num_queries):
    # Keeping the form in its transaction, and what this network has left here; nothing of a meeting.
    with django_assert_max_num_queries(7) as captured:
        answer = Client().post("/meetings/00000000-0000-4000-8000-000000000000/cancel/", {"reason": "x"})

    assert "/accounts/login/" in answer["Location"]
    assert not [query for query in captured.captured_queries if "meetings_meeting" in query["sql"]]


@pytest.mark.parametrize(
    ("stored", "typed", "expected"),
    [
        (
            "a b c",
            "a x c",
            ([("same", "a "), ("del", "b"), ("same", " c")], [("same", "a "), ("ins", "x"), ("same", " c")]),
        ),
        ("", "new", ([], [("ins", "new")])),
        ("a\r\nb", "a\nb", ([("same", "a\nb")], [("same", "a\nb")])),
    ],
)
def test_both_sides_of_a_difference(stored, typed, expected):
    found = sides(stored, typed)

    assert (found["stored"], found["typed"]) == expected


def test_difference_of_long_alike_texts_does_not_hold_the_portal_up():
    """One word a thousand times took two minutes of a worker; the page tells the texts apart paragraph by paragraph."""
    stored = "The same words.\n" + "a " * 4000 + "\nThe end."
    typed = "The same words.\n" + "b a " * 4000 + "\nThe end."

    began = time.process_time()
    parts = sides(stored, typed)

    assert time.process_time() - began < 2
    assert ["".join(text for _kind, text in parts[side]) for side in ("stored", "typed")] == [stored, typed]
    assert parts["stored"][0] == ("same", "The same words.\n")
    assert parts["stored"][-1] == ("same", "The end.")


def test_difference_in_a_long_text_is_still_told_by_words():
    stored = "Said in the same words as before. " * 3000
    typed = stored.replace("Said", "Said again", 1)

    kinds = [kind for kind, _text in sides(stored, typed)["typed"]]

    assert kinds.count("ins") == 1
    assert "".join(text for kind, text in sides(stored, typed)["typed"] if kind == "ins").strip() == "again"
