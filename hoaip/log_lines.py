"""What a line of log looks like and may hold: no person's address, no key that opens something, no values of rows.

Settings and deploy/gunicorn.conf.py name these formatters; nothing here needs Django.
"""

import re
import traceback

import structlog

# An address that opens something to whoever reads it: an invitation, a link to a new password, one's own calendar.
KEYS = re.compile(r"(/invitations/|/password/reset/key/|/calendar/mine/)(?!(?:done|end)/)[^/\s\"']+")
# What people search for.
QUERIES = re.compile(r"(/[^\s?\"'()]*)\?[^\s\"')]+")
PEOPLE = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
LONGEST_MESSAGE = 300

# What every line has, whoever wrote it.
shared = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def clean(text):
    """The text without keys, queries and e-mail addresses."""
    return PEOPLE.sub("…@…", QUERIES.sub(r"\1?…", KEYS.sub(r"\1…", text)))


def cleaned(_logger, _method, line):
    """A processor: every text of the line cleaned."""
    return {name: clean(value) if isinstance(value, str) else value for name, value in line.items()}


def frames(exc_info):
    """Where a fault came from, outermost first, then what it was; of each message the first line.

    No values of local variables: those are drafts and passwords. PostgreSQL tells the values of a row in the lines
    after the first.
    """
    parts, problem, told = [], exc_info[1], set()
    while problem is not None and id(problem) not in told:
        told.add(id(problem))
        message = (str(problem).splitlines() or [""])[0][:LONGEST_MESSAGE]
        where = "".join(traceback.format_tb(problem.__traceback__))
        parts.append(f"{where}{type(problem).__name__}: {message}")
        problem = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
    return "\ncaused by\n".join(parts)


def json_formatter():
    """One JSON object a line, for production."""
    return structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.ExceptionRenderer(frames),
            cleaned,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        foreign_pre_chain=shared,
    )


def plain_formatter():
    """Lines for the person at the keyboard: tracebacks without the values of local variables."""
    return structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.ExceptionRenderer(frames),
            cleaned,
            structlog.dev.ConsoleRenderer(colors=False),
        ],
        foreign_pre_chain=shared,
    )
