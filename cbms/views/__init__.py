"""The CBMs on the screen: Table 1, the six, one of them and its history."""

from cbms.views.measures import cbm_detail, cbm_history, cbm_list, cbm_timeline
from cbms.views.table import table, table_csv

__all__ = ["cbm_detail", "cbm_history", "cbm_list", "cbm_timeline", "table", "table_csv"]
