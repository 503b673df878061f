"""What a reader gets when the database refuses."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.test import Client, override_settings
from django.urls import path

from hoaip import pages, urls
from hoaip.answers import AnswersMiddleware


@pytest.mark.parametrize(
    "said",
    [
        "canceling statement due to lock timeout",
        "canceling statement due to statement timeout",
        "deadlock detected\nDETAIL:  Process 7 waits for ShareLock on transaction 8",
    ],
)
def test_who_waited_too_long_is_asked_to_try_again(rf, db, said):
    request = rf.post("/meetings/new/")
    request.has_session = False

    answer = AnswersMiddleware(None).process_exception(request, OperationalError(said))

    assert answer.status_code == 503


def test_another_fault_of_the_database_is_not_hidden(rf):
    assert AnswersMiddleware(None).process_exception(rf.get("/"), OperationalError("disk full")) is None


def fall(request):
    raise OperationalError("server closed the connection unexpectedly")


urlpatterns = [path("falls/", login_not_required(fall), name="falls"), *urls.urlpatterns]
handler500 = "hoaip.pages.server_error"


@pytest.mark.parametrize("fault", [OperationalError("connection refused"), InterfaceError("connection already closed")])
def test_a_database_that_does_not_answer_is_503_with_a_sentence(rf, fault):
    request = rf.get("/")
    try:
        raise fault
    except (OperationalError, InterfaceError):
        answer = pages.server_error(request)

    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "30", "no-store")
    assert "database does not answer" in answer.content.decode()


def test_another_fault_is_500(rf):
    try:
        raise ValueError
    except ValueError:
        answer = pages.server_error(rf.get("/"))

    assert answer.status_code == 500


@override_settings(ROOT_URLCONF="tests.hoaip.test_answers")
def test_a_view_whose_connection_is_lost_is_answered_503(db):
    answer = Client(raise_request_exception=False).get("/falls/")

    assert answer.status_code == 503


@pytest.mark.parametrize(
    ("method", "address", "allowed", "said"),
    [
        ("get", "/watching/start/", "POST", "what a button or a form sends"),
        ("post", "/cbms/", "GET, HEAD", "It is only read"),
        ("put", "/meetings/new/", "GET, HEAD, POST", "It is only read"),
    ],
)
def test_what_an_address_is_not_for_is_answered_with_a_page(cast, method, address, allowed, said):
    answer = getattr(cast.client("fp_dm"), method)(address)

    assert (answer.status_code, answer["Allow"], answer["Cache-Control"]) == (405, allowed, "no-store")
    assert said in answer.content.decode()
