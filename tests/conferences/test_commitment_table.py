"""Many commitments at once: a table read back, and one change to the rows that were chosen."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conferences.models import Commitment
from hoaip.ladder import Rung
from hoaip.models import AuditEntry
from tests.trail import commitment

IMPORT, MANY = "/commitments/import/", "/commitments/many/"


@pytest.fixture
def world(filled):
    return filled


def exported(browser, kind="csv"):
    return b"".join(browser.get(f"/commitments/table.{kind}").streaming_content)


def table_of(raw):
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))


def file_of(rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return SimpleUploadedFile("table.csv", out.getvalue().encode("utf-8-sig"))


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


class TestTheTableReadBack:
    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    @pytest.mark.parametrize("tongue", ["", "/fa-af"])
    def test_the_unchanged_export_is_no_change(self, world, kind, tongue):
        # Arrange
        commitment(
            world,
            world.declarations["sealed"].paragraphs.get(number=1),
            title_en="=SUM(A1), and “more”",
            title_fa="  فاصله ",
            measure="Two\nlines; 'quoted'",
            theme="peace",
            pillar="cbms",
            collective="all",
            owners=("KZ", "PL"),
        )
        browser = world.client("rev")
        raw = b"".join(browser.get(f"{tongue}/commitments/table.{kind}").streaming_content)
        entries = AuditEntry.objects.count()
        # Act
        answer = browser.post(f"{tongue}{IMPORT}", {"file": SimpleUploadedFile(f"table.{kind}", raw)})
        # Assert
        text = answer.content.decode()
        assert answer.status_code == 200, re.findall(r"<td>.*</td>", text)
        assert 'name="confirm"' not in text
        if not tongue:
            assert "0 changes" in text
        assert AuditEntry.objects.count() == entries

    def test_a_changed_table_is_read_first_and_written_in_one_group(self, world):
        # Arrange
        browser, row = world.client("rev"), world.commitments["registered"]
        rows = table_of(exported(browser))
        heads = rows[0]
        for cells in rows[1:]:
            if str(row.uid) in cells[heads.index("address")]:
                cells[heads.index("title_en")] = "Said otherwise"
                cells[heads.index("due")] = "2027-03"
                cells[heads.index("owners")] = "Kazakhstan; PL"
        source = world.declarations["sealed"].paragraphs.get(number=2)
        fresh = dict.fromkeys(heads, "") | {
            "title_en": "A new one",
            "source": f"paragraph:{source.uid}",
            "rung": "public",
            "cbms": "DM",
        }
        rows.append([fresh[name] for name in heads])
        # Act
        dry = browser.post(IMPORT, {"file": file_of(rows)})
        nothing_yet = Commitment.objects.filter(title_en__in=["Said otherwise", "A new one"]).count()
        page = dry.content.decode()
        table = re.search(r'<textarea name="table" hidden>\n(.*?)</textarea>', page, re.DOTALL)[1]
        sent = {
            "table": table.replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&"),
            "confirm": "1",
            "seal": hidden(page, "seal"),
            "idempotency_key": hidden(page, "idempotency_key"),
            "reason": "The ministers' list.",
        }
        answer = browser.post(IMPORT, sent)
        again = browser.post(IMPORT, sent)
        # Assert
        assert dry.status_code == 200
        assert "2 commitments would be written." in page
        assert nothing_yet == 0
        assert (answer.status_code, again.status_code) == (302, 302)
        row.refresh_from_db()
        assert (row.title_en, str(row.due_on), row.due_precision) == ("Said otherwise", "2027-03-31", "month")
        assert {each.code for each in row.owners.all()} == {"KZ", "PL"}
        made = Commitment.objects.get(title_en="A new one")
        assert (made.state, made.rung, made.is_goal) == ("draft", Rung.PUBLIC, True)
        written = AuditEntry.objects.filter(action__in=["commitment.change", "commitment.add"])
        assert written.count() == 2
        assert written.values("group").distinct().count() == 1

    def test_every_fault_names_row_column_and_reason_and_nothing_is_written(self, world):
        # Arrange
        browser = world.client("rev")
        rows = table_of(exported(browser))
        heads = rows[0]
        rows[1][heads.index("due")] = "next spring"
        rows[2][heads.index("owners")] = "Atlantis"
        rows[3][heads.index("title_en")] = ""
        rows[4][heads.index("state")] = "completed"
        rows[5][heads.index("cbms")] = "XX"
        rows[6][heads.index("title_en")] = "Written by nobody"
        entries = AuditEntry.objects.count()
        # Act
        answer = browser.post(IMPORT, {"file": file_of(rows)})
        # Assert
        text = re.sub(r"\s+", " ", answer.content.decode())
        assert answer.status_code == 422
        for row, column, reason in (
            (2, "Due", "is not a day"),
            (3, "Owners", "“Atlantis” is no country or organization"),
            (4, "Commitment (English)", "A commitment says what was undertaken."),
            (5, "Status", "A table does not change this."),
            (6, "CBMs", "“XX” is no CBM."),
        ):
            assert re.search(
                rf'scope="row">{row}</th> ?<td><bdi>{re.escape(column)}</bdi></td> ?<td>[^<]*{reason}', text
            )
        assert AuditEntry.objects.count() == entries

    def test_what_changed_since_the_dry_run_stops_it(self, world):
        # Arrange
        browser, row = world.client("rev"), world.commitments["registered"]
        rows = table_of(exported(browser))
        place = rows[0].index("title_en")
        next(cells for cells in rows if str(row.uid) in "".join(cells))[place] = "Said otherwise"
        page = browser.post(IMPORT, {"file": file_of(rows)}).content.decode()
        Commitment.objects.filter(pk=row.pk).update(version=7)
        sent = {"confirm": "1", "seal": hidden(page, "seal"), "reason": "Why not."}
        # Act
        answer = browser.post(IMPORT, sent | {"file": file_of(rows)})
        # Assert
        assert answer.status_code == 409
        assert not Commitment.objects.filter(title_en="Said otherwise").exists()

    def test_more_than_two_thousand_rows_are_refused(self, world):
        rows = [["address", "title_en"], *[["", f"Row {number}"] for number in range(2001)]]
        answer = world.client("rev").post(IMPORT, {"file": file_of(rows)})
        assert answer.status_code == 422
        assert "2,000 rows" in answer.content.decode()


class TestOneChangeToMany:
    def test_chosen_rows_are_previewed_refused_and_written_once(self, world):
        # Arrange
        browser = world.client("fp_dm")
        own, closed, foreign = (world.commitments[key] for key in ("registered", "withdrawn", "members"))
        chosen = {"row": [str(each.uid) for each in (own, closed, foreign)]}
        change = {"what": "change", "due": "2027-06-30", "theme": "peace", "reason": "As agreed."}
        entries = AuditEntry.objects.count()
        # Act
        first = browser.post(MANY, chosen)
        preview = browser.post(MANY, chosen | change)
        page = preview.content.decode()
        unwritten = AuditEntry.objects.count() == entries
        sent = change | {
            "confirm": "1",
            "row": re.findall(r'name="row" value="([0-9a-f-]{36}:\d+)"', page),
            "idempotency_key": hidden(page, "idempotency_key"),
        }
        answer, again = browser.post(MANY, sent), browser.post(MANY, sent)
        # Assert
        assert (first.status_code, preview.status_code) == (200, 200)
        assert unwritten
        assert sent["row"] == [f"{own.uid}:1"]
        assert "Refused: these stay as they are" in page
        assert "This commitment is withdrawn" in page
        assert "is not among your rights here" in page
        assert (answer.status_code, again.status_code) == (302, 302)
        own.refresh_from_db()
        foreign.refresh_from_db()
        assert (str(own.due_on), own.theme, foreign.theme) == ("2027-06-30", "peace", "")
        assert AuditEntry.objects.filter(action="commitment.change", reason="As agreed.").count() == 1

    def test_all_that_match_follow_the_filter_of_the_list(self, world):
        browser = world.client("rev")
        preview = browser.post(
            f"{MANY}?cbm=ct", {"all": "1", "what": "change", "cbm_added": "dm", "rung": "2", "reason": "As agreed."}
        ).content.decode()
        assert world.commitments["members"].title_en in preview
        assert world.commitments["registered"].title_en not in preview
        assert "members of the CBM" in preview

    def test_all_on_this_page_are_those_that_were_shown(self, world):
        # Arrange
        browser = world.client("rev")
        page = browser.get("/commitments/?page_size=2").content.decode()
        shown = re.findall(r'name="shown" value="([^"]*)"', page)
        ticked = str(world.commitments["registered"].uid)
        change = {"what": "change", "theme": "peace", "reason": "As agreed."}
        # Act
        alone = browser.post(f"{MANY}?page_size=2", {"all": "page", "shown": shown, **change})
        with_one = browser.post(f"{MANY}?page_size=2", {"all": "page", "shown": shown, "row": ticked, **change})
        every = browser.post(f"{MANY}?page_size=2", {"all": ["1", "page"], "shown": shown, **change})
        untouched = browser.post(f"{MANY}?page_size=2", {"shown": shown, "row": ticked, **change})
        # Assert
        assert [str(row.uid) for row in alone.context["rows"]] == shown
        assert len(shown) == 2
        assert {str(row.uid) for row in with_one.context["rows"]} == {*shown, ticked}
        assert len(every.context["rows"]) == Commitment.objects.exclude(state="merged").count()
        assert [str(row.uid) for row in untouched.context["rows"]] == [ticked]

    def test_nobody_makes_it_wider_than_its_source(self, world):
        # Arrange
        draft = world.declarations["draft"].paragraphs.get(number=1)
        narrow = commitment(world, draft, rung=Rung.MINISTRY)
        # Act
        page = (
            world.client("rev")
            .post(MANY, {"row": str(narrow.uid), "what": "change", "rung": "5", "reason": "As agreed."})
            .content.decode()
        )
        # Assert
        assert "Its source is known to fewer people" in page
        assert 'name="confirm"' not in page

    @pytest.mark.parametrize(
        "sent",
        [
            {},
            {"row": "nobody"},
            {"row": "00000000-0000-4000-8000-000000000000"},
            {"all": "page"},
            {"all": "page", "shown": "nobody"},
            {"all": "nothing"},
        ],
    )
    def test_an_empty_or_broken_choice_is_a_sentence(self, world, sent):
        answer = world.client("rev").post(MANY, sent)
        assert answer.status_code == 400
