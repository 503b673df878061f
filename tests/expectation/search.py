"""Rows of search, saved filters and open data."""

from tests.expectation.rows import EVERYBODY, Case, f, row

ROUTES = {
    "search:search": row(
        "GET",
        Case("nothing asked", may=f(EVERYBODY)),
        Case("words", may=f(EVERYBODY), query="q=secret"),
        Case("a kind", may=f(EVERYBODY), query="q=secret&kind=meetings&page=2"),
        Case("no word", may=f(EVERYBODY), query="q=...", get=frozenset({400})),
        Case("no such kind", may=f(EVERYBODY), query="q=secret&kind=nothing", get=frozenset({400})),
        is_open=True,
    ),
}
