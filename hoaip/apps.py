"""The platform app."""

from django.apps import AppConfig


class HoaipConfig(AppConfig):
    name = "hoaip"
    label = "hoaip"
    verbose_name = "Platform"
