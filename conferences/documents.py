"""What an action gives to the documents that come with it as evidence."""

from conferences.addresses import action_address
from hoaip.documents.homes import Home
from hoaip.ladder import Rung
from hoaip.language import localized


class ActionHome(Home):
    """Documents of an action: read by who reads the words of its evidence, and not replaced once they are there."""

    model = "conferences.Action"
    link = "conferences.ActionDocument"
    parent = "action"
    keeps_files = True

    def loaded(self, actions):
        return actions.select_related("process", "cbm", "owner")

    def words(self, action):
        return action.title

    def address(self, action):
        return action_address(action)

    def anchors(self, action, follows):
        """Its owner; and its CBM, where members see the action. The database repeats this rule at every change."""
        return [action.owner, *([action.cbm] if action.cbm and action.rung >= Rung.MEMBERS else [])]

    def ceilings(self, action):
        return {"frame": Rung.MEMBERS, "papers": Rung.MEMBERS, "record": Rung.MEMBERS}

    def circle(self, action):
        return localized(action.cbm, "name")[0] if action.cbm and action.rung >= Rung.MEMBERS else ""

    def stem(self, action):
        return f"{action.cbm.short}/ACT" if action.cbm else "ACT"
