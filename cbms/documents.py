"""What a CBM gives to its own documents."""

from django.urls import reverse

from hoaip.documents.homes import Home
from hoaip.ladder import Rung
from hoaip.language import localized


class CbmHome(Home):
    """Documents of a CBM itself, of none of its meetings: public, but papers and records are its members'."""

    model = "cbms.Cbm"
    link = "cbms.CbmDocument"
    parent = "cbm"
    key = "code"
    new_route = "cbms:document_new"

    def loaded(self, parents):
        return parents.select_related("process")

    def words(self, cbm):
        return localized(cbm, "name")[0]

    def address(self, cbm):
        return reverse("cbms:cbm_detail", kwargs={"code": cbm.code})

    def anchors(self, cbm, follows):
        return [cbm]

    def ceilings(self, cbm):
        return {"frame": Rung.PUBLIC, "papers": Rung.MEMBERS, "record": Rung.MEMBERS}

    def circle(self, cbm):
        return localized(cbm, "name")[0]

    def stem(self, cbm):
        return cbm.short
