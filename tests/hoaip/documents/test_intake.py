"""What is taken in and what is not: each kind, each refusal with its sentence, and bytes that nobody meant."""

import io
import zipfile
from contextlib import suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from hoaip.documents.intake import Examined, Unfit, examine
from hoaip.documents.intake.names import cleaned_name, disposition
from hoaip.models import LARGEST
from tests.files import REFUSED, TAKEN, pdf, picture


def upload(name, content):
    # As a browser's part arrives: Django itself cuts a path off.
    made = SimpleUploadedFile("x", content() if callable(content) else content)
    made._name = name
    return made


@pytest.mark.parametrize("what", TAKEN)
def test_is_taken(what):
    name, content, kind = TAKEN[what]

    found = examine(upload(name, content))

    assert found.kind == kind
    assert found.name.endswith(f".{kind}")
    assert found.size == len(found.body.getvalue())


@pytest.mark.parametrize("what", REFUSED)
def test_is_refused_with_a_sentence(what):
    name, content, piece = REFUSED[what]

    with pytest.raises(Unfit) as refusal:
        examine(upload(name, content))

    [sentence] = refusal.value.messages
    assert piece.lower() in sentence.lower()
    assert sentence.endswith(".")


def test_twenty_megabytes_and_not_one_byte_more():
    assert examine(upload("a.txt", b"a" * LARGEST)).size == LARGEST
    with pytest.raises(Unfit, match="more than the 20 MB"):
        examine(upload("a.txt", b"a" * (LARGEST + 1)))


def test_pictures_keep_their_pixels_and_nothing_else():
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (34.0, 31.0, 0.0)}
    exif[0x0112] = 6
    raw = picture("JPEG", size=(8, 4), exif=exif.tobytes(), comment=b"secret comment") + b"PK\x03\x04 behind"

    kept = examine(upload("photo.jpg", raw)).body.getvalue()

    again = Image.open(io.BytesIO(kept))
    assert again.size == (4, 8)
    assert dict(again.getexif()) == {}
    assert b"secret" not in kept
    assert b"behind" not in kept


def test_a_picture_behind_whose_end_an_archive_hides_is_written_without_it():
    kept = examine(upload("map.png", picture() + docx_bytes())).body.getvalue()

    assert not zipfile.is_zipfile(io.BytesIO(kept))


def docx_bytes():
    return TAKEN["word"][1]


SEEDS = {name: content for name, content, _kind in TAKEN.values() if name.isascii()}


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_broken_files_are_taken_or_refused_and_never_an_error(data):
    name = data.draw(st.sampled_from(sorted(SEEDS)))
    raw = bytearray(SEEDS[name])
    for _each in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(raw) - 1))
        match data.draw(st.sampled_from(["flip", "cut", "insert", "repeat"])):
            case "flip":
                raw[place] ^= data.draw(st.integers(1, 255))
            case "cut":
                del raw[place : place + data.draw(st.integers(1, 64))]
            case "insert":
                raw[place:place] = data.draw(st.binary(min_size=1, max_size=32))
            case "repeat":
                raw += raw[place : place + 64]
        if not raw:
            return
    # Anything else that is raised fails the test.
    with suppress(Unfit):
        assert isinstance(examine(upload(name, bytes(raw))), Examined)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_name_becomes_a_harmless_one(name):
    found = cleaned_name(name, "pdf")

    assert found.endswith(".pdf")
    assert len(found) <= 124
    assert not set(found) & set('\\/:*?"<>|;%\r\n\x00\u202e\u2066')
    header = disposition(found, "HOAIP/DM/REC/1")
    header.encode("latin-1")
    assert "\r" not in header
    assert "\n" not in header


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\record.pdf", "record.pdf"),
        ("record\r\nSet-Cookie: a=b.pdf", "recordSet-Cookie a=b.pdf"),
        ("record\u202efdp.pdf", "recordfdp.pdf"),
        ("صورت‌جلسه نشست چهارم.pdf", "صورت‌جلسه نشست چهارم.pdf"),
        ('a"b;c.pdf', "a b c.pdf"),
        ("...pdf", "document.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_names_are_cleaned(name, found):
    assert cleaned_name(name, "pdf") == found


def test_a_persian_name_is_sent_as_the_rules_of_the_web_say():
    header = disposition("صورت.pdf", "HOAIP/DM/RTGM4/REC/1-fa-af.pdf")

    assert header == (
        "attachment; filename=\"HOAIP-DM-RTGM4-REC-1-fa-af.pdf\"; filename*=UTF-8''%D8%B5%D9%88%D8%B1%D8%AA.pdf"
    )


def test_pdf_of_many_false_streams_costs_no_time():
    raw = pdf(b"stream\n" * 500_000 + b"/ObjStm " * 5_001)

    with pytest.raises(Unfit, match="cannot be checked"):
        examine(upload("x.pdf", raw))
