"""When and where meetings are: days, hours and cities, the month sheet, clashes, and feeds for calendar programs."""
