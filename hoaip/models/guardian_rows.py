"""Guardian's rows for the two anchors of the platform: a derived index, written by hoaip/grants.py alone."""

from django.db import models
from guardian.models import UserObjectPermissionBase


class Grant(UserObjectPermissionBase):
    """A person holds a role (the permission's codename) on an anchor until a day, or openly."""

    until_on = models.DateField(null=True, blank=True)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True


class ProcessGrant(Grant):
    content_object = models.ForeignKey("hoaip.Process", models.CASCADE)

    class Meta(Grant.Meta):
        abstract = False


class StakeholderGrant(Grant):
    content_object = models.ForeignKey("hoaip.Stakeholder", models.CASCADE)

    class Meta(Grant.Meta):
        abstract = False
