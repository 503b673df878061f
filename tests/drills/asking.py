"""A command run many times in one process: `python -m tests.drills.asking NAME`, a list of its arguments as JSON.

Prints what it printed each time, as a JSON list. Django starts once and not for each question.
"""

import io
import json
import sys

import django
from django.core.management import call_command


def main(name):
    django.setup()
    told = []
    for arguments in json.load(sys.stdin):
        said = io.StringIO()
        call_command(name, *arguments, stdout=said)
        told.append(said.getvalue())
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1])
