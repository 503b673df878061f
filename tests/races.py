"""Two who do something at the same moment: threads that begin together, and one that waits for a lock of the other."""

import threading

from django.db import connection, connections

# Locks, unlike activity, are looked up anew each time within a transaction.
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"


def at_once(*acts):
    """Run functions in threads that begin together; what each gave or raised, in their order."""
    gate, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        try:
            gate.wait(20)
            found[number] = act()
        except Exception as error:  # noqa: BLE001 - looked at by the test
            found[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def wait_for_a_lock(thread):
    """Until the thread waits for a lock that this connection holds."""
    with connection.cursor() as cursor:
        while thread.is_alive():
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
    raise AssertionError("Nobody waited.")
