"""Where declarations, commitments, actions, initiatives, measures and programmes are read, from their rows."""

from urllib.parse import urlencode

from django.urls import reverse


def declaration_address(declaration):
    return reverse("declarations:declaration_detail", kwargs={"slug": declaration.slug})


def paragraph_address(paragraph):
    where = {"slug": paragraph.declaration.slug, "number": paragraph.number}
    return reverse("declarations:paragraph_detail", kwargs=where)


def commitment_address(commitment):
    return reverse("commitments:commitment_detail", kwargs={"uid": commitment.uid})


def commitment_new_address(**of):
    """The form of a new commitment out of a paragraph or an outcome: `paragraph=` or `outcome=`, a row."""
    ((name, row),) = of.items()
    return f"{reverse('commitments:commitment_new')}?{urlencode({'source': f'{name}:{row.uid}'}, safe=':')}"


def action_address(action):
    return reverse("follow_up:action_detail", kwargs={"uid": action.uid})


def initiative_address(initiative):
    return reverse("umbrella:initiative_detail", kwargs={"slug": initiative.slug})


def measure_address(measure):
    return reverse("umbrella:measure_detail", kwargs={"uid": measure.uid})


def programme_address(programme):
    return reverse("umbrella:programme_detail", kwargs={"uid": programme.uid})
