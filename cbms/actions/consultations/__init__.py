"""Consultation with the capitals: opened, extended, answered, reminded of, and ended with a sealed result."""

from cbms.actions.consultations.answering import answer_consultation, answer_on_behalf, confirm_position
from cbms.actions.consultations.ending import (
    break_consultation,
    close_consultations,
    conclude_consultation,
    withdraw_consultation,
)
from cbms.actions.consultations.opening import extend_consultation, open_consultation
from cbms.actions.consultations.reminding import remind_capitals, remind_silent
from cbms.actions.consultations.rule import set_consultation_rule

__all__ = [
    "answer_consultation",
    "answer_on_behalf",
    "break_consultation",
    "close_consultations",
    "conclude_consultation",
    "confirm_position",
    "extend_consultation",
    "open_consultation",
    "remind_capitals",
    "remind_silent",
    "set_consultation_rule",
    "withdraw_consultation",
]
