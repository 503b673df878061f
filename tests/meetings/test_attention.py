"""What waits for a person on the home page: flags nobody has acknowledged."""

from datetime import date

import pytest
from django.utils import timezone

from cbms.models import Flag


@pytest.fixture
def flags(cast):
    for code in ("dm", "ct"):
        Flag.objects.create(cbm=cast.cbms[code], year=2026, level="at_risk", opened_on=date(2026, 6, 14))


@pytest.mark.parametrize(
    ("who", "seen"),
    [("fp_dm", ["dm"]), ("fp_ct", ["ct"]), ("rev", ["dm", "ct"]), ("dir", []), ("adm", []), ("del_pk", [])],
)
def test_flags_wait_for_those_who_may_explain_them(cast, flags, who, seen):
    html = cast.client(who).get("/").content.decode()

    waiting = [code for code in ("dm", "ct") if str(Flag.objects.get(cbm__code=code).uid) in html]
    assert waiting == seen


def test_acknowledged_flag_waits_no_more(cast, flags):
    Flag.objects.update(acknowledged_at=timezone.now(), acknowledged_by=cast.fp_dm)

    assert "/compliance/flags/" not in cast.client("fp_dm").get("/").content.decode()
