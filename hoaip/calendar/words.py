"""Names of months, digits and the few words of a date, in the three languages of the portal."""

LANGUAGES = ("en", "fa-af", "ps")

GREGORIAN_MONTHS = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "fa-af": (
        "جنوری",
        "فبروری",
        "مارچ",
        "اپریل",
        "می",
        "جون",
        "جولای",
        "اگست",
        "سپتمبر",
        "اکتوبر",
        "نومبر",
        "دسمبر",
    ),
    "ps": (
        "جنوري",
        "فبروري",
        "مارچ",
        "اپرېل",
        "مۍ",
        "جون",
        "جولای",
        "اګست",
        "سپتمبر",
        "اکتوبر",
        "نومبر",
        "ډسمبر",
    ),
}

# A month whose day is still open is written short: the full name would promise a day beside it.
GREGORIAN_MONTHS_SHORT = {
    **GREGORIAN_MONTHS,
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}

# Monday first, as Python counts them.
WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "fa-af": ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه"),
    "ps": ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه"),
}

TO_BE_FIXED = {
    "en": "{period} (date to be fixed)",
    "fa-af": "{period} (تاریخ بعداً تعیین می‌شود)",
    "ps": "{period} (نېټه به وروسته وټاکل شي)",
}

QUARTERS = {
    "en": ("1st quarter of {year}", "2nd quarter of {year}", "3rd quarter of {year}", "4th quarter of {year}"),
    "fa-af": ("ربع اول {year}", "ربع دوم {year}", "ربع سوم {year}", "ربع چهارم {year}"),
    "ps": ("د {year} لومړۍ ربعه", "د {year} دویمه ربعه", "د {year} دریمه ربعه", "د {year} څلورمه ربعه"),
}

_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_LATIN = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")


def known(language: str | None) -> str:
    """The portal's language for a code like "fa-AF" or "ps"; anything else is English."""
    code = (language or "en").lower().replace("_", "-")
    if code in LANGUAGES:
        return code
    return {"fa": "fa-af", "ps": "ps"}.get(code.split("-")[0], "en")


def digits(text: object, language: str) -> str:
    """`text` with the digits of the language: Persian ones in Dari and Pashto, Latin ones in English."""
    return str(text) if known(language) == "en" else str(text).translate(_PERSIAN)


def latin(text: str) -> str:
    """`text` with Persian and Arabic digits made Latin, as typed on the keyboards of the region."""
    return text.translate(_LATIN)


def whole(number: int, language: str) -> str:
    """A whole number grouped by thousands: 1,234 in English, ۱٬۲۳۴ in Dari and Pashto."""
    grouped = f"{number:,}"
    return grouped if known(language) == "en" else digits(grouped.replace(",", "٬"), language)
