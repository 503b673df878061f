"""What can be done to conferences, chairs, declarations, commitments, initiatives and programmes."""

from conferences.actions.conferences import add_chair, add_conference, change_chair, change_conference

__all__ = ["add_chair", "add_conference", "change_chair", "change_conference"]
