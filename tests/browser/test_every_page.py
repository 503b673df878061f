"""Every page that stands on the sheet, in both directions, light and dark: read by axe, and by the eye of contrast.

The pages come from the test client and a database of the test; Chromium gets them with the stylesheet and no server.
"""

import re
from pathlib import Path
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from axe_playwright_python.base import AXE_FILE_PATH
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from cbms.models import Cbm
from conferences.models import Commitment
from hoaip import grants
from hoaip.models import DelegationManager
from hoaip.styleguide import PAIRS, STYLESHEET, tokens
from meetings.models import Meeting
from tests.bad_input import forms
from tests.cast import PASSWORD, PEOPLE, build
from tests.expectation import PUBLIC, ROUTES, expected
from tests.expectation.commitment_forms import disputed, register_forms
from tests.world import fill

ORIGIN = "http://portal.test"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
# Who is asked first: each page is read by the first of them who may.
FIRST = [PUBLIC, "fp_dm", "rev", "dir", "adm", "del_pk"]
READERS = [*FIRST, *(key for key in PEOPLE if key not in FIRST)]
LATIN, ARABIC = "", "/fa-af"
# The parts of pages that another page carries: none is answered by itself.
NEVER_ALONE = {"base.html", "refusal.html"}
# Forms whose answer to a POST, without the last confirmation, is a page of its own.
SENT = (
    "roles:role_new",
    "roles:role_end",
    "roles:role_bulk",
    "meetings:meeting_edit",
    "notes:note_new",
    "meetings:meeting_invite",
    "measures:cbm_edit",
    "merging:person_merge",
    "commitments:commitment_many",
    "documents:document_publish",
    "meetings:record_schedule",
    "commitments:commitment_schedule",
)
# They need a CBM without a plan under way, a consultation just opened and one that is judged; the world has none.
NOT_IN_THE_WORLD = {
    "cbms/plan_new.html",
    "cbms/consultation_preview.html",
    "cbms/consultation_certificate.html",
}


@pytest.fixture(scope="module")
def pages(django_db_setup, django_db_blocker):
    """{(template, label): {prefix: html}} of every page, as somebody who may see it."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(DEVELOPMENT=True):
        world = fill(build())
        browsers = {key: world.client(key) for key in PEOPLE} | {PUBLIC: Client()}
        for browser in browsers.values():
            browser.raise_request_exception = False
        found = Pages(world, browsers)
        found.read_routes()
        found.read_other_faces()
        found.read_refusals()
        found.read_second_factors()
        transaction.set_rollback(True)
        yield found.html


class Pages:
    def __init__(self, world, browsers):
        self.world, self.browsers, self.html = world, browsers, {}

    def keep(self, browser, path, body=None, *, label=""):
        """Read one address in both directions, if it is a page of a template not seen yet, or one with a label.

        Returns "page", or "file", which it is for every reader, or "" where another reader may get a page.
        """
        both, template = {}, ""
        for prefix in (LATIN, ARABIC):
            with transaction.atomic():
                answer = browser.get(prefix + path) if body is None else browser.post(prefix + path, body)
                transaction.set_rollback(True)
            if answer.status_code == 200 and not answer["Content-Type"].startswith("text/html"):
                return "file"
            if answer.status_code in (301, 302) or not answer["Content-Type"].startswith("text/html"):
                return ""
            template = answer.templates[0].name
            if "/_" in template:
                return ""
            if not label and any(template == known for known, _label in self.html):
                return "page"
            both[prefix] = answer.content.decode()
        self.html[template, label or path] = both
        return "page"

    def read_routes(self):
        """Each address of the table of expectations that answers somebody with 200, once."""
        for name, row in ROUTES.items():
            self.read_route(name, row) if "GET" in row.methods else None

    def read_route(self, name, row):
        for case in row.cases:
            path = reverse(name, kwargs=case.kwargs(self.world) if case.kwargs else None)
            path += f"?{case.query}" if case.query else ""
            for person in READERS:
                if 200 not in expected(row, case, person, "GET"):
                    continue
                kind = self.keep(self.browsers[person], path)
                if kind == "page":
                    return
                if kind == "file":
                    break

    def read_other_faces(self):
        """Pages that one route answers in more than one way: homes, previews, conflicts, forms that were refused."""
        world, browsers = self.world, self.browsers
        held = f"/meetings/{world.meetings['held'].uid}/"
        for person in ("fp_dm", "rev", "dir", "adm", "del_pk"):
            self.keep(browsers[person], "/", label=f"home of {person}")
        self.keep(browsers["rev"], held, label="a held meeting")
        self.keep(browsers["rev"], f"/meetings/{world.meetings['planned'].uid}/", label="a planned meeting")
        for key in ("held", "planned"):
            agenda = f"/meetings/{world.meetings[key].uid}/agenda/"
            self.keep(browsers["fp_dm"], agenda, label=f"the agenda of a {key} meeting")
        self.keep(browsers["fp_dm"], f"/meetings/{world.meetings['invited'].uid}/notes/new/?template=invitation")
        self.keep(browsers["fp_dm"], "/cbms/dm/", label="the own CBM")
        self.keep(browsers["del_pk"], "/letters/", label="a letter")
        browsers["del_pk"].post("/watching/start/", {"name": "cbm:dm"})
        self.keep(browsers["del_pk"], "/watching/", label="what is watched")
        self.keep(browsers["del_pk"], "/cbms/dm/timeline/", label="a watched timeline")
        self.keep(browsers[PUBLIC], "/styleguide/")
        self.keep(browsers[PUBLIC], "/conferences/5/")
        self.keep(browsers[PUBLIC], "/invitations/nothing-opens-with-this/")
        self.keep(browsers["adm"], f"/manage/people/{world.gone.uid}/reactivate/")
        india = world.stakeholders["IN"]
        DelegationManager.objects.create(stakeholder=india, user=world.del_in, from_on=world.manager.from_on)
        grants.sync(india)
        self.keep(browsers["del_in"], "/delegation/accounts/", label="of two delegations")
        self.keep(browsers["fp_dm"], "/meetings/new/?cbm=dm", {"cbm": "dm", "starts_on": "8.9.15"}, label="refused")
        Meeting.objects.filter(pk=world.meetings["held"].pk).update(version=2, city="Dushanbe")
        Cbm.objects.filter(code="dm").update(version=2, name_fa="مدیریت حوادث")
        all_forms = forms() | register_forms()
        for name in SENT:
            person, kwargs, body = all_forms[name]
            body = {key: value(world) if callable(value) else value for key, value in body.items()}
            self.keep(browsers[person], reverse(name, kwargs=kwargs(world) if kwargs else None), body | {"confirm": ""})
        to_settle = reverse("commitments:commitment_settle", kwargs=disputed(world))
        self.keep(browsers["rev"], to_settle)
        known = world.commitments["registered"]
        to_show = reverse("commitments:commitment_show", kwargs={"uid": known.uid})
        Commitment.objects.filter(pk=known.pk).update(rung=3)
        self.keep(browsers["rev"], to_show, {"rung": "5", "version": "1", "reason": "Agreed.", "idempotency_key": "b"})
        wider = reverse("documents:document_visibility", kwargs={"uid": world.documents["paper"].uid})
        self.keep(browsers["fp_dm"], wider, {"rung": "5", "version": "1", "idempotency_key": "a"})
        world.invitation.invited_by = world.gone
        world.invitation.save()
        self.read_route("accounts:invitation_accept", ROUTES["accounts:invitation_accept"])
        lost = Client()
        lost.post("/drafts/form-x/", {"text": "typed"})
        lost.force_login(world.fp_dm, backend="hoaip.accounts.backend.Backend")
        self.keep(lost, "/kept/")

    def read_refusals(self):
        """The pages that say no."""
        for browser, path in (
            (PUBLIC, "/meetings/?page=x"),
            ("fp_dm", "/meetings/new/?cbm=zz"),
            (PUBLIC, "/nowhere/"),
            ("del_pk", "/manage/"),
            ("del_pk", "/watching/start/"),
            ("rev", f"/meetings/{self.world.meetings['closed'].uid}/edit/"),
        ):
            self.keep(self.browsers[browser], path)
        for status in (422, 429, 500, 503):
            page = render_to_string(f"{status}.html", {"without_address": True, "without_reader": True})
            turned = page.replace('<html lang="en" dir="ltr">', '<html lang="fa-AF" dir="rtl">')
            self.html[f"{status}.html", status] = {LATIN: page, ARABIC: turned}

    def read_second_factors(self):
        """The pages of somebody who has an app, codes and a passkey."""
        person = self.world.dir
        person.set_password(PASSWORD)
        person.save()
        browser = Client()
        sign_in = {"login": person.email, "password": PASSWORD}
        browser.post("/accounts/login/", sign_in)
        self.keep(browser, "/accounts/2fa/totp/activate/")
        self.keep(browser, "/accounts/2fa/webauthn/add/")
        TOTP.activate(person, generate_totp_secret())
        RecoveryCodes.activate(person)
        data = {"name": "Key at the office", "credential": {"secret": "x" * 9}}
        key = Authenticator.objects.create(user=person, type="webauthn", data=data)
        adm = self.world.adm
        adm.set_password(PASSWORD)
        adm.save()
        office = Client()
        office.post("/accounts/login/", {"login": adm.email, "password": PASSWORD})
        self.keep(office, reverse("accounts:people_reset_factors", kwargs={"uid": person.uid}))
        # The key of the sample opens nothing, so that no browser can be asked for it.
        with patch("allauth.mfa.webauthn.internal.auth.get_credentials", return_value=[]):
            for path in ("", "totp/deactivate/", "recovery-codes/", f"webauthn/keys/{key.pk}/remove/"):
                self.keep(browser, f"/accounts/2fa/{path}", label=f"with factors: {path}")
            for path in ("reauthenticate/", "webauthn/reauthenticate/"):
                self.keep(browser, f"/accounts/2fa/{path}")
            half = Client()
            half.post("/accounts/login/", sign_in)
            self.keep(half, "/accounts/2fa/authenticate/")


@pytest.mark.django_db
def test_no_page_is_left_out(pages):
    whole = {
        str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("[!_]*.html") if "{% extends" in path.read_text()
    }

    assert whole - NEVER_ALONE - NOT_IN_THE_WORLD <= {template for template, _label in pages}


# Puts another page in place of the one that stands there: axe and the stylesheet are read once, not for every page.
TURN = """html => {
  const next = new DOMParser().parseFromString(html, "text/html");
  for (const each of next.documentElement.attributes) document.documentElement.setAttribute(each.name, each.value);
  document.title = next.title;
  document.body.replaceWith(next.body);
}"""


PAPER = STYLESHEET.with_name("paper.css")


def is_on_paper(html):
    """Whether a page has the stylesheet of paper, in black on white, in place of the portal's."""
    return bool(re.search(r'href="[^"]*/paper[^"/]*\.css"', html))


@pytest.fixture
def shown(chromium):
    """shown(theme): a small screen in that theme, and show(html), which puts a page of the portal on it."""
    contexts = []

    def open_in(theme):
        context = chromium.new_context(viewport={"width": 360, "height": 900}, color_scheme=theme)
        contexts.append(context)
        page = context.new_page()
        page.route(
            "**/*", lambda route: route.fulfill(body="<!doctype html><title>-</title>", content_type="text/html")
        )
        page.goto(ORIGIN)
        sheets = {is_paper: page.add_style_tag(path=path) for is_paper, path in ((False, STYLESHEET), (True, PAPER))}
        page.add_script_tag(path=AXE_FILE_PATH)

        def show(html):
            for is_paper, sheet in sheets.items():
                sheet.evaluate("(each, on) => { each.disabled = !on }", is_on_paper(html) == is_paper)
            page.evaluate(TURN, html)

        return page, show

    yield open_in
    for context in contexts:
        context.close()


# What axe finds serious or critical: [[rule, place], ...]. Contrast is looked at below, against measured pairs.
AXE = """async () => (await axe.run({rules: {"color-contrast": {enabled: false}}, resultTypes: ["violations"]}))
  .violations.filter(each => ["serious", "critical"].includes(each.impact))
  .map(each => [each.id, each.nodes[0].html.slice(0, 120)])"""
# Colour of letters and of their ground, of everything that shows letters: ["rgb(1, 2, 3)", "rgb(4, 5, 6)", words].
INKS = """() => {
  const found = {};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const words = walker.currentNode.textContent.trim(), element = walker.currentNode.parentElement;
    if (!words || !element.checkVisibility() || element.closest("[hidden], .hidden-text, .skip, option")) continue;
    const svg = element.closest("svg"), style = getComputedStyle(element);
    let ground = svg ? null : element;
    while (ground && getComputedStyle(ground).backgroundColor === "rgba(0, 0, 0, 0)") ground = ground.parentElement;
    if (!ground) continue;
    found[style.color + "|" + getComputedStyle(ground).backgroundColor] = words.slice(0, 40);
  }
  return Object.entries(found);
}"""


def rgb(colour):
    """#rgb or #rrggbb as a browser says it."""
    digits = colour.lstrip("#")
    digits = "".join(each * 2 for each in digits) if len(digits) == 3 else digits
    return "rgb({}, {}, {})".format(*(int(digits[start : start + 2], 16) for start in (0, 2, 4)))


@pytest.mark.django_db
@pytest.mark.parametrize(("prefix", "theme"), [(LATIN, "light"), (ARABIC, "dark")])
def test_every_page_can_be_read_by_everybody(pages, shown, prefix, theme):
    colours = tokens(STYLESHEET.read_text())[theme]
    measured = {f"{rgb(colours[ink])}|{rgb(colours[ground])}" for ink, ground, _least in PAIRS}
    page, show = shown(theme)
    serious, sideways, strangers = [], [], []

    for (template, label), both in pages.items():
        show(both[prefix])
        serious += [(template, label, *each) for each in page.evaluate(AXE)]
        if not is_on_paper(both[prefix]):
            strangers += [(template, label, *each) for each in page.evaluate(INKS) if each[0] not in measured]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            sideways.append((template, label))

    assert {"serious": serious, "not measured": strangers, "sideways": sideways} == {
        "serious": [],
        "not measured": [],
        "sideways": [],
    }


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", [LATIN, ARABIC])
def test_table_1_prints_on_one_sheet(pages, shown, prefix):
    page, show = shown("dark")
    show(next(both[prefix] for (template, _label), both in pages.items() if template == "cbms/table.html"))

    paper = page.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
