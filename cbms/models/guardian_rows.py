"""Guardian's rows for CBMs: a derived index, written by hoaip/grants.py alone."""

from django.db import models

from hoaip.models import Grant


class CbmGrant(Grant):
    content_object = models.ForeignKey("cbms.Cbm", models.CASCADE)

    class Meta(Grant.Meta):
        abstract = False
