"""The platform app."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from hoaip.checks import application_role


class HoaipConfig(AppConfig):
    name = "hoaip"
    label = "hoaip"
    verbose_name = "Platform"

    def ready(self):
        register(application_role, Tags.database)
