"""The cbms app."""

from django.apps import AppConfig


class CbmsConfig(AppConfig):
    name = "cbms"
