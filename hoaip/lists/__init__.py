"""One list page for every list: filters in the address, pages, print, and the same rows as CSV or spreadsheet."""

from hoaip.lists.addresses import ExportConverter
from hoaip.lists.columns import Cell, Column, days, instants, named, written
from hoaip.lists.filters import Asked, Chosen, DayFilter, ListFilter, OneOfMany, Text, YearFilter
from hoaip.lists.offered import offered
from hoaip.lists.page import ListPage
from hoaip.lists.table import table_of

__all__ = [
    "Asked",
    "Cell",
    "Chosen",
    "Column",
    "DayFilter",
    "ExportConverter",
    "ListFilter",
    "ListPage",
    "OneOfMany",
    "Text",
    "YearFilter",
    "days",
    "instants",
    "named",
    "offered",
    "table_of",
    "written",
]
