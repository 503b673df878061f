"""Rows of search, saved filters and open data."""

from hoaip.models import SavedFilter
from tests.expectation.rows import DONE, EVERYBODY, SIGNED_IN, Case, f, open_page, row

WRONG = frozenset({400})


def own_filter(world):
    """A filter that one delegate keeps; it is there for nobody else."""
    saved, _is_new = SavedFilter.objects.get_or_create(
        user=world.del_pk, list="meetings", name="Sample filter", defaults={"query": "cbm=dm"}
    )
    return {"uid": saved.uid}


ROUTES = {
    "search:search": row(
        "GET",
        Case("nothing asked", may=f(EVERYBODY)),
        Case("words", may=f(EVERYBODY), query="q=secret"),
        Case("a kind", may=f(EVERYBODY), query="q=secret&kind=meetings&page=2"),
        Case("no word", may=f(EVERYBODY), query="q=...", get=WRONG),
        Case("no such kind", may=f(EVERYBODY), query="q=secret&kind=nothing", get=WRONG),
        is_open=True,
    ),
    "search:filter_list": row("GET", Case("one's own", may=f(SIGNED_IN))),
    "search:filter_new": row(
        "GET POST",
        Case("a list narrowed", may=f(SIGNED_IN), query="list=meetings&query=cbm%3Ddm"),
        Case("a list as it is", may=f(SIGNED_IN), query="list=meetings", get=WRONG),
        Case("no list", may=f(SIGNED_IN), query="list=nothing&query=cbm%3Ddm", get=WRONG),
        Case(
            "the administrator's list",
            may=f(SIGNED_IN),
            query="list=people&query=q%3Dsample",
            get=WRONG,
            answers={("adm", "GET"): {200}},
        ),
    ),
    "search:filter_edit": row("GET POST", Case("one's own", may=f({"del_pk"}), see=f({"del_pk"}), kwargs=own_filter)),
    "search:filter_delete": row(
        "POST", Case("one's own", may=f({"del_pk"}), see=f({"del_pk"}), kwargs=own_filter, post=DONE)
    ),
    "search:data_list": open_page(),
    "api:api_index": open_page(),
    "api:api_list": row(
        "GET",
        Case("meetings", may=f(EVERYBODY), kwargs=lambda world: {"name": "meetings"}),
        Case("commitments", may=f(EVERYBODY), kwargs=lambda world: {"name": "commitments"}, query="page_size=1"),
        Case("not understood", may=f(EVERYBODY), kwargs=lambda world: {"name": "plans"}, query="cbm=zz", get=WRONG),
        Case("no such list", may=f(), see=f(), kwargs=lambda world: {"name": "people"}),
        is_open=True,
    ),
    "search:data_file": row(
        "GET",
        Case("csv", may=f(EVERYBODY), kwargs=lambda world: {"name": "meetings", "kind": "csv"}),
        Case("json", may=f(EVERYBODY), kwargs=lambda world: {"name": "commitments", "kind": "json"}),
        Case("no such file", may=f(), see=f(), kwargs=lambda world: {"name": "persons", "kind": "csv"}),
        is_open=True,
    ),
}
