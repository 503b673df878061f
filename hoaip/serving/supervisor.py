"""Web, worker and beat as children of one process: all live or all stop."""

import contextlib
import errno
import signal
import socket
import time

from hoaip.serving import child
from hoaip.serving.problems import StartProblem

# Seconds between two looks at the children.
LOOK_EVERY = 0.2
SIGNS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervisor:
    """A context manager: what was started in it has ended when it is left, last started first."""

    def __init__(self, *, servers=None):
        self.children = {}
        self.servers = servers
        self.asked_to_stop = False

    def __enter__(self):
        self.before = {sign: signal.signal(sign, self._ask) for sign in SIGNS}
        return self

    def __exit__(self, *failure):
        for name in reversed(self.children):
            child.stop(self.children[name])
        for sign, handler in self.before.items():
            signal.signal(sign, handler)

    def start(self, name, command, **options):
        self.children[name] = child.spawn(command, **options)

    def wait_until(self, true, what, *, patience_s):
        """Wait for `true()`, at most `patience_s` seconds; a child that ends before is the answer."""
        until = time.monotonic() + patience_s
        while not true():
            self._refuse_dead()
            if self.asked_to_stop:
                raise Stopped
            if time.monotonic() > until:
                raise StartProblem(f"Waited {patience_s} seconds for {what}; the lines above say why.")
            time.sleep(LOOK_EVERY)

    def watch(self):
        """Return when asked to stop; raise when a child has ended by itself."""
        while not self.asked_to_stop:
            self._refuse_dead()
            time.sleep(LOOK_EVERY)

    def _refuse_dead(self):
        for name, process in self.children.items():
            if (code := process.poll()) is not None:
                how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
                raise StartProblem(f"The {name} {how}; everything else was stopped, start again with `make run`.")
        if self.servers is not None and (name := self.servers.dead()):
            raise StartProblem(
                f"The embedded {name} has ended; everything else was stopped, start again with `make run`."
            )

    def _ask(self, *_):
        self.asked_to_stop = True


class Stopped(Exception):
    """Somebody asked to stop before everything was up."""


def run_to_end(command):
    """Run one command to its end; StartProblem when it fails, its own words standing above."""
    process = child.spawn(command)
    try:
        code = process.wait()
    finally:
        child.stop(process)
    if code:
        raise StartProblem(f"`{' '.join(command[1:])}` failed with code {code}; the lines above say why.")


def refuse_taken_port(port):
    """StartProblem when something listens on `port` of this machine, or when we may not."""
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                why = f"Port {port} is in use; stop what listens there, or choose another with PORT=8001 make run."
            else:
                why = f"Port {port} cannot be used ({problem.strerror}); choose another with PORT=8001 make run."
            raise StartProblem(why) from None


def answers(port):
    """Whether something takes connections on `port` of this machine."""
    with contextlib.closing(socket.socket()) as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
