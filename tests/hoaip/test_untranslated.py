"""What is left to translate: every public text that one language lacks, and nothing else."""

import re

import pytest
from django.urls import reverse

from cbms.models import Cbm
from conferences.models import Initiative
from hoaip.ladder import Rung
from hoaip.models import Document, Stakeholder
from hoaip.untranslated import MOST
from meetings.models import MeetingDocument
from tests.world import fill

PAGE = "/manage/untranslated/"


def rows_of(page):
    """{address: what is missing} of the page."""
    found = re.findall(r'<th scope="row"><a href="([^"]+)">.*?</a></th>\s*<td>(.*?)</td>', page, re.S)
    return {address: re.sub(r"<[^>]+>", "", text) for address, text in found}


def test_it_names_each_text_and_each_language_that_lacks_it(cast):
    Cbm.objects.filter(code="dm").update(
        name_fa="مدیریت حوادث", name_ps="", objectives_en="Be prepared.", objectives_fa="", objectives_ps="چمتو اوسئ."
    )
    Cbm.objects.filter(code="ct").update(
        name_fa="مبارزه", name_ps="مبارزه", objectives_en="", objectives_fa="", objectives_ps=""
    )

    rows = rows_of(cast.client("adm").get(PAGE).content.decode())

    assert rows["/manage/cbms/dm/"] == "name: پښتو; objectives: دری"
    assert "/manage/cbms/ct/" not in rows


def test_each_row_leads_to_a_page_that_the_administrator_may_open(cast):
    fill(cast)
    browser = cast.client("adm")

    rows = rows_of(browser.get(PAGE).content.decode())

    assert len(rows) > 10
    assert {browser.get(address).status_code for address in rows} == {200}


def test_what_is_not_public_is_not_told(cast):
    world = fill(cast)

    page = cast.client("adm").get(PAGE).content.decode()

    for key in ("members", "ministry", "draft"):
        assert str(world.commitments[key].uid) not in page
    assert world.declarations["draft"].slug not in page
    assert str(world.meetings["planned"].uid) not in page


def test_a_document_is_asked_for_as_far_as_it_is_seen_in_fact(cast):
    world = fill(cast)
    texts = {"title_en": "Sample", "title_fa": "", "title_ps": ""}
    link = MeetingDocument.objects.filter(meeting=world.meetings["held"]).first()
    row = Document.objects.filter(pk=link.document_id)

    def asked(**columns):
        row.update(**texts, **columns)
        return str(row.get().uid) in cast.client("adm").get(PAGE).content.decode()

    # Of a record that is not circulated; then one that its meeting alone makes public.
    assert not asked(type="evidence", rung=Rung.PUBLIC, ceiling=Rung.DRAFTERS)
    assert asked(type="other", rung=None, ceiling=Rung.PUBLIC)


def test_a_text_that_is_written_leaves_the_list(cast):
    one = Initiative.objects.create(slug="sample", name_en="Sample", process=cast.process)
    address = reverse("umbrella:initiative_detail", kwargs={"slug": "sample"})
    assert address in rows_of(cast.client("adm").get(PAGE).content.decode())

    Initiative.objects.filter(pk=one.pk).update(name_fa="نمونه", name_ps="بېلګه")

    assert address not in rows_of(cast.client("adm").get(PAGE).content.decode())


@pytest.mark.parametrize("count", [1, MOST + 5])
def test_statements_and_rows_are_bounded(cast, django_assert_num_queries, count):
    for number in range(count):
        Stakeholder.objects.create(kind="organization", code=f"O{number}", slug=f"o{number}", name_en=f"O {number}")
    browser = cast.client("adm")
    browser.get(PAGE)

    with django_assert_num_queries(16):
        page = browser.get(PAGE).content.decode()

    assert len(re.findall(r'href="/manage/stakeholders/[^"]+/edit/"', page)) <= MOST
    assert (f'<span class="note">{MOST}+</span>' in page) is (count > MOST)


def test_the_administrator_alone_reads_it_in_any_language(cast):
    assert cast.client("rev").get(PAGE).status_code == 403
    assert "مانده" in cast.client("adm").get(f"/fa-af{PAGE}").content.decode()
