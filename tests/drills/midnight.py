"""Worker and beat stopped over midnight in Kabul: an ended lead is refused at the next request, a new one let in."""

from tests.drills.house import House


def run(*, small):
    with House() as house:
        # A role that ends yesterday and one that begins today, written as rows: no action, no job, nothing synced.
        statements = (
            "UPDATE cbms_roleassignment r SET until_on = (now() AT TIME ZONE 'Asia/Kabul')::date - 1 "
            "FROM hoaip_stakeholder s, cbms_cbm c WHERE r.stakeholder_id = s.id AND r.cbm_id = c.id "
            "AND s.code = 'KZ' AND c.code = 'dm' AND r.until_on IS NULL"
        )
        planned = house.browser("fp_dm").send(
            "/meetings/new/",
            {"cbm": "dm", "type": "rtgm", "date_precision": "quarter", "starts_on": "2027-Q4", "save": "planned"},
        )
        address = planned.headers["Location"]
        before = house.browser("del_kz").get(address).status
        with house.connect() as connection, connection.cursor() as cursor:
            cursor.execute(statements)
            # The grant keeps what was true when it was copied, up to yesterday.
            cursor.execute(
                "UPDATE cbms_cbmgrant g SET until_on = (now() AT TIME ZONE 'Asia/Kabul')::date - 1 FROM hoaip_user u "
                "WHERE u.id = g.user_id AND u.email = %s",
                [house.people["del_kz"]["email"]],
            )
        after = house.browser("del_kz").get(address).status
        other = house.browser("del_pk").get(address).status
        stale = house.json("sync_grants", "--check")
        house.manage("sync_grants")
        clean = house.json("sync_grants", "--check")
    return {
        "ok": (before, after, other) == (200, 404, 200) and clean == {"missing": 0, "extra": 0},
        "before_midnight": before,
        "after_midnight": after,
        "another_lead": other,
        "check_before_job": stale,
        "check_after_job": clean,
    }
