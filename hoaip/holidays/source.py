"""What the package of holidays knows of a country. Imported by the job and the seed alone: it is large."""

import holidays

# Of every name the package has, the one that the register's other English texts stand beside.
LANGUAGE = "en_US"


def known_of(code, years):
    """({day: name}, weekend days with Monday as 0) of a country by its ISO code; None when the package has none.

    Several holidays of one day are one name, as the package joins them ("Eid al-Fitr; Nowruz").
    """
    if code not in holidays.list_supported_countries(include_aliases=False):
        return None
    found = holidays.country_holidays(code, years=list(years), language=LANGUAGE)
    return {day: name[:200] for day, name in sorted(found.items())}, sorted(found.weekend)
