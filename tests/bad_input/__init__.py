"""Every form that writes, filled in as it should be, and the values that tests send in place of one of its fields."""

from tests.bad_input import of_agenda, of_meetings, of_notes, of_people, of_plans


def forms():
    """{route: (person, kwargs of the world, fields of a form that is written)}: every form that writes."""
    return of_meetings.forms() | of_agenda.forms() | of_notes.forms() | of_people.forms() | of_plans.forms()


__all__ = ["forms"]
