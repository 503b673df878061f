"""The press of PDFs reads its own letters, whatever address stands in a page."""

import pytest

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
