"""The register as the public reads it: who belongs to the process, from when, and where that is known from."""

from hoaip.models import Process


def main_process():
    """The Heart of Asia – Istanbul Process as a queryset of at most one row: the process launched first."""
    return Process.objects.order_by("launched_on", "pk")[:1]
