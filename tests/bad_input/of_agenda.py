"""Forms of agendas as they should be filled in."""

from hoaip.grants import today
from tests.bad_input.values import REASON


def forms():
    """{route: (person, kwargs of the world, fields of a form that is written)}."""

    def of(key):
        return lambda world: {"uid": world.agenda[key].uid}

    def planned(world):
        return {"uid": world.meetings["planned"].uid}

    item = {"title": "Early warning", "minutes": "45", "lead": "pakistan", "text": "Rivers\n\nand floods"}
    return {
        "agenda:item_new": ("fp_dm", planned, item),
        "agenda:plan_next": (
            "fp_dm",
            planned,
            {
                "date_precision": "month",
                "starts_on": f"{today().year + 2}-03",
                "ends_on": "",
                "with_agenda": "on",
                "with_actions": "on",
                "another_meeting": "on",
            },
        ),
        "agenda:item_edit": ("fp_dm", of("planned"), item | {"version": "1"}),
        "agenda:item_remove": ("fp_dm", of("planned"), {"version": "1"}),
        "agenda:item_move": ("fp_dm", of("discussed"), {"to": "up"}),
        "agenda:item_drop": ("fp_dm", of("held"), {"reason": REASON, "version": "1"}),
        "agenda:item_take": ("fp_dm", planned, {"item": lambda world: str(world.agenda["left"].uid)}),
    }
