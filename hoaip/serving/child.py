"""Child processes that never outlive who started them."""

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
from pathlib import Path

SYSTEM_USER = "hoaip-db"
PR_SET_PDEATHSIG = 1
# Loaded before any fork: the child may only make the one call between fork and exec.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def spawn(command, *, user=None, dies_with=signal.SIGTERM, **options):
    """Start `command` in a session of its own and return its Popen.

    A session of its own, because Ctrl-C in a terminal reaches the whole group and the order of stopping is ours.
    On Linux the kernel sends `dies_with` to it when this process ends, however it ends. `user` is a passwd entry
    (root only).
    """

    def bind_life():
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, int(dies_with))

    if user is not None:
        options |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return subprocess.Popen(
        [str(part) for part in command],
        start_new_session=True,
        preexec_fn=bind_life,  # noqa: PLW1509 - one system call, no lock is taken
        stdin=subprocess.DEVNULL,
        **options,
    )


def stop(process, *, sign=signal.SIGTERM, patience_s=10):
    """Ask `process` to end with `sign`, wait `patience_s` seconds, then kill its whole session."""
    if process.poll() is None:
        process.send_signal(sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience_s)
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(5)


def server_user():
    """The account the servers run under: None for an ordinary user, an account without rights when we are root.

    PostgreSQL refuses to run as root.
    """
    if os.geteuid() != 0:
        return None
    for name in (SYSTEM_USER, None, "nobody"):
        if name is None:
            if shutil.which("useradd"):
                subprocess.run(
                    ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
                    capture_output=True,
                    check=False,
                )
            name = SYSTEM_USER
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    return None


def open_to_others(path):
    """Whether an account without rights here can enter every folder above `path` and run what is in it."""
    path = Path(path).resolve()
    return all(folder.stat().st_mode & 0o001 for folder in [path, *path.parents])
