"""What every answer tells the browser."""

import json
import uuid

import pytest

PATHS = ["/healthz", "/nothing-here/", "/static/nothing.css"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_headers(client, db, path):
    headers = client.get(path).headers

    assert {part.strip() for part in headers["Content-Security-Policy"].split(";")} == {
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    }
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert all(part.strip().endswith("=()") for part in headers["Permissions-Policy"].split(","))
    assert "Strict-Transport-Security" not in headers


def test_every_request_has_an_id_of_its_own_and_not_the_clients(client, db):
    first, second = (client.get("/healthz", headers={"X-Request-ID": "mine"}).headers["X-Request-ID"] for _ in "ab")

    assert first != second
    assert uuid.UUID(first).version == 4
    assert uuid.UUID(second).version == 4


def test_a_page_is_compressed(client, db):
    response = client.get("/nothing-here/", headers={"Accept-Encoding": "gzip"})

    assert response.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["Vary"]


def test_readyz_is_json_and_not_stored(client, db):
    response = client.get("/readyz")

    assert json.loads(response.content)["database"] is True
    assert "no-store" in response.headers["Cache-Control"]


def test_what_a_signed_in_person_reads_is_never_stored(cast):
    answer = cast.client("adm").get("/manage/")

    assert "no-store" in answer["Cache-Control"]
    assert "Cookie" in answer["Vary"]
