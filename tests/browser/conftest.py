"""One running portal (PostgreSQL, Redis, web, worker, beat) and one Chromium for all tests of this folder."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.drills.house import House, wait_until

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def house():
    with House() as house:
        house.start_worker()
        house.start_beat()
        wait_until(lambda: house.status("/readyz") == 200, "worker and beat", patience_s=120)
        yield house


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(house, chromium):
    """visit(key, javascript=True, width=1280): a page in which that demo person is signed in (None: nobody)."""
    contexts = []

    def open_as(key=None, *, javascript=True, width=1280):
        context = chromium.new_context(
            base_url=f"http://127.0.0.1:{house.port}",
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
        )
        contexts.append(context)
        page = context.new_page()
        if key is not None:
            person = house.people[key]
            page.goto("/accounts/login/")
            page.fill("input[name=login]", person["email"])
            page.fill("input[name=password]", person["password"])
            page.click("main button")
            page.wait_for_url(f"http://127.0.0.1:{house.port}/")
        return page

    yield open_as
    for context in contexts:
        context.close()
