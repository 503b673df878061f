"""Sentences about what was just done: told once, to the person who did it."""

from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.test import RequestFactory

from hoaip.messages import OwnCookieStorage


def storage(session_key, cookie=None):
    request = RequestFactory().get("/")
    request.session = type("Session", (), {"session_key": session_key})()
    if cookie is not None:
        request.COOKIES[OwnCookieStorage.cookie_name] = cookie
    return OwnCookieStorage(request)


def test_another_session_at_the_same_browser_reads_nothing():
    cookie = storage("one")._encode([Message(constants.INFO, "Saved.")])

    assert [str(each) for each in storage("one", cookie)] == ["Saved."]
    assert list(storage("two", cookie)) == []
