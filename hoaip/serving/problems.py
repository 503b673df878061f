"""What stops a start: one sentence for the person at the keyboard."""


class StartProblem(Exception):
    """Something the reader can mend; its text is one sentence, shown without a traceback."""
