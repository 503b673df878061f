"""Documents of CBMs: the link down from a CBM to each of its papers."""

from django.db import models

from cbms.models.measures import Cbm
from hoaip.models import DocumentLink


class CbmDocument(DocumentLink):
    """A document of a CBM itself, of none of its meetings. A CBM is always public: nothing of this ever moves."""

    cbm = models.ForeignKey(Cbm, models.PROTECT, related_name="document_links")
