#!/usr/bin/env python
"""The portal's command line."""

import os
import signal
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from hoaip.serving import environment
from hoaip.serving.problems import StartProblem


def main():
    """Complete the environment, see to the servers, run the command."""
    command = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    if {"-h", "--help"} & set(sys.argv):
        command = "help"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hoaip.settings")
    environment.complete(os.environ, command)
    if command in environment.AS_OWNER:
        os.environ["DATABASE_AS_OWNER"] = "1"
    if command == "up":
        os.environ["STATIC_MANIFEST"] = "1"
    # A command that is ended takes down the servers it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with environment.servers_for(os.environ, command):
        try:
            execute_from_command_line(sys.argv)
        except ImproperlyConfigured as problem:
            raise StartProblem(str(problem)) from problem


if __name__ == "__main__":
    try:
        main()
    except StartProblem as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit(130)
