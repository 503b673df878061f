"""What a row of the table is: who is who, by hand, and which answers are right."""

from dataclasses import dataclass, field

from tests.cast import PEOPLE
from tests.share import asks_everything, turn_of

PUBLIC = "public"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SIGN_IN = "sign-in"
UNKNOWN = "00000000-0000-4000-8000-000000000000"

# Who is who, by hand.
FP_DM = {"fp_dm", "fp_dm_deputy"}
FP_CT = {"fp_ct"}
FP = FP_DM | FP_CT | {"fp_two"}
REV = {"rev", "rev_two"}
DIR = {"dir"}
ADM = {"adm"}
MINISTRY = FP | REV | DIR
FRAME = MINISTRY | ADM
DM_MEMBERS = {"del_pk", "del_kz", "del_in", "del_pl", "del_undp"}
CT_MEMBERS = {"del_tr"}
DELEGATES = DM_MEMBERS | CT_MEMBERS | {"del_au"}
SIGNED_IN = FRAME | DELEGATES
# A deactivated account has a cookie and no session any more.
SIGNED_OUT = {PUBLIC, "gone"}
EVERYBODY = SIGNED_IN | SIGNED_OUT
# People of one kind who are to get the same answer stand for each other.
KINDS = (FP, REV, DIR, ADM, DELEGATES, SIGNED_OUT)

PAGE, DONE, NONE = frozenset({200}), frozenset({302}), frozenset({404})
FRESH = frozenset({200, 302})
AWAY = frozenset({302, "sign-in"})
# A form sent empty or with too little: refused for what it says, not for who sent it.
REFUSED_FORM = frozenset({400, 422})


@dataclass(frozen=True)
class Case:
    """One object behind a route. `see`: who may know that it is there (None: nothing is looked up); `may`: who may."""

    label: str
    may: frozenset
    see: frozenset | None = None
    kwargs: object = None  # a function of the world
    query: str = ""
    body: object = None  # a function of the world
    wrong_state: frozenset = frozenset()  # methods that are answered 409 to those who may
    get: frozenset = PAGE
    post: frozenset = REFUSED_FORM
    answers: dict = field(default_factory=dict)  # {(person, method): answers} where one differs


@dataclass(frozen=True)
class Row:
    methods: tuple
    is_open: bool
    cases: tuple


def expected(row, case, person, method):
    """The answers that are right, as a set of statuses and SIGN_IN."""
    if not row.is_open and person in SIGNED_OUT:
        return {SIGN_IN}
    if method not in row.methods:
        return {405}
    if (person, method) in case.answers:
        return case.answers[person, method]
    if case.see is not None and person not in case.see:
        return {404}
    if person not in case.may:
        return {403}
    if method in case.wrong_state:
        return {409}
    return case.get if method == "GET" else case.post


def cells(row):
    """(case, person, method) of a row. A method that the route does not take is asked of its first case only."""
    for number, case in enumerate(row.cases):
        for method in METHODS if number == 0 else row.methods:
            for person in [*PEOPLE, PUBLIC]:
                yield case, person, method


def asked(name, row):
    """The cells of the row of that name which a build asks; all for the proof.

    Of each case and method one person of each kind and answer, whoever's turn it is; where the route does not take the
    method, one signed in and one who is not.
    """
    if asks_everything():
        yield from cells(row)
        return
    alike = {}
    for case, person, method in cells(row):
        kind = _kind_of(person) if method in row.methods else None
        answers = frozenset(map(str, expected(row, case, person, method)))
        alike.setdefault((id(case), method, kind, answers), []).append((case, person, method))
    for (_case, method, kind, _answers), group in alike.items():
        yield group[turn_of(name, group[0][0].label, method, kind) % len(group)]


def _kind_of(person):
    return next(number for number, people in enumerate(KINDS) if person in people)


def f(*groups):
    return frozenset().union(*groups)


def row(methods, *cases, is_open=False):
    return Row(tuple(methods.split()), is_open, cases)


def open_page(*, kwargs=None, label="", see=None, get=PAGE):
    return row("GET", Case(label, may=f(EVERYBODY), kwargs=kwargs, see=see, get=get), is_open=True)


def by_role(methods, may, *, kwargs=None, get=PAGE, post=REFUSED_FORM, query="", body=None, label=""):
    case = Case(label, may=f(may), kwargs=kwargs, get=get, post=post, query=query, body=body)
    return row(methods, case)
