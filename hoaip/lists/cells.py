"""What may stand in a cell of a file: nothing that a spreadsheet would run."""

# A spreadsheet takes a cell that begins so for a formula; the wide signs of East Asian keyboards too.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# Signs that no cell shows, or that are dropped on the way into one: what stands behind them begins the cell.
UNSEEN = "".join(map(chr, (*range(9), 11, 12, *range(14, 32), 127)))


def neutral(text):
    """A cell that no spreadsheet runs as a formula: an apostrophe before what begins like one."""
    return f"'{text}" if text.lstrip(UNSEEN).startswith(FORMULA) else text


def guarded(value, is_safe):
    """The value as it is written: neutralised where people typed it; a number stays a number."""
    if is_safe:
        return value

    def safe(row):
        found = value(row)
        return neutral(found) if isinstance(found, str) else found

    return safe
