"""The two files of a list in an address: `path("meetings/table.<export:kind>", …)`."""

from django.urls import register_converter


class ExportConverter:
    """csv or xlsx."""

    regex = "csv|xlsx"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(ExportConverter, "export")
