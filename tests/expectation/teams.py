"""Rows of accounts that a delegation manages itself, and of the administrator's screens for who manages them."""

from tests.expectation.rows import ADM, DONE, NONE, REFUSED_FORM, Case, by_role, f, row

# Who manages the accounts of ADPC in the world (tests/managed.py); everybody else manages none.
MANAGER = f({"del_in"})


def adpc(world):
    return {"slug": "adpc"}


def team(methods, *, name=None, post=REFUSED_FORM):
    """A page of the delegation: the manager's alone, and of another delegation nothing for the manager either."""

    def kwargs(slug):
        return lambda world: {"slug": slug} | ({"uid": getattr(world, name).uid} if name else {})

    nothing = {("del_in", method): NONE for method in methods.split()}
    return row(
        methods,
        Case("own", may=MANAGER, kwargs=kwargs("adpc"), post=post),
        Case("another", may=MANAGER, kwargs=kwargs("india"), answers=nothing),
        Case("unknown", may=MANAGER, kwargs=kwargs("nowhere"), answers=nothing),
    )


ROUTES = {
    "delegation:home": by_role("GET", MANAGER, get=DONE),
    "delegation:account_list": team("GET"),
    "delegation:invite": team("GET POST"),
    "delegation:access_end": team("GET POST", name="managed"),
    "delegation:invitation_renew": team("POST", name="own_invitation", post=DONE),
    "delegation:invitation_withdraw": team("POST", name="own_invitation", post=DONE),
    "accounts:team_list": by_role("GET", ADM),
    "accounts:team_detail": by_role("GET", ADM, kwargs=adpc),
    "accounts:manager_new": by_role("GET POST", ADM, kwargs=adpc),
    "accounts:manager_end": by_role("GET POST", ADM, kwargs=lambda world: {"uid": world.manager.uid}),
    "accounts:managing_new": by_role("GET POST", ADM, kwargs=lambda world: {"uid": world.del_au.uid}),
}
