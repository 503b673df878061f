"""The press of PDFs reads its own letters, whatever address stands in a page."""

import re

import pytest

from hoaip.documents.intake.pdf import packed_objects
from hoaip.paper.pdf import bound_pdf_of, pdfs_of
from hoaip.paper.press import LETTERS, OWN, OwnLetters

UP = "..%2f" * 24


@pytest.mark.parametrize(
    "url",
    [
        f"{LETTERS.as_uri()}/{UP}etc%2fpasswd",
        f"{LETTERS.as_uri()}/../files/Amiri-Regular.ttf",
        "file:///etc/passwd",
        "http://127.0.0.1:1/",
        "data:text/plain,secret",
    ],
)
def test_it_reads_nothing_else(url):
    with pytest.raises(ValueError, match="is not read"):
        OwnLetters().fetch(url)


def test_it_reads_its_letters():
    assert len(OWN) == 2
    for url in OWN:
        OwnLetters().fetch(url)


def pages_in(content):
    """How many sheets a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b", content + b"".join(packed_objects(content))))


def test_several_pages_become_a_pdf_each_or_one_that_is_bound():
    pages = ["<p>One.</p>", '<p>Two.</p><p style="break-before: page">Its second sheet.</p>']

    apart = pdfs_of(pages)

    assert [content[:5] for content in apart] == [b"%PDF-", b"%PDF-"]
    assert [pages_in(content) for content in apart] == [1, 2]
    with bound_pdf_of(pages) as bound:
        assert pages_in(bound.read()) == 3
