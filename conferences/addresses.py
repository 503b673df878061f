"""Where declarations, commitments, actions, initiatives, measures and programmes are read."""

from hoaip.language import page_language, path_in


def _here(path):
    return path_in(path, page_language())


def declaration_address(declaration):
    return _here(f"/declarations/{declaration.slug}/")


def paragraph_address(paragraph):
    return _here(f"/declarations/{paragraph.declaration.slug}/para/{paragraph.number}/")


def commitment_address(commitment):
    return _here(f"/commitments/{commitment.uid}/")


def action_address(action):
    return _here(f"/actions/{action.uid}/")


def initiative_address(initiative):
    return _here(f"/initiatives/{initiative.slug}/")


def measure_address(measure):
    return _here(f"/measures/{measure.uid}/")


def programme_address(programme):
    return _here(f"/programmes/{programme.uid}/")
