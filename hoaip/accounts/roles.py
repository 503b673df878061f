"""What people are today, in plain words."""

from collections import defaultdict

from django.utils.translation import gettext as _

from hoaip.grants import anchor_models, held_by
from hoaip.language import localized
from hoaip.models import Appointment, User
from hoaip.permissions import Role

# Follows from being a delegate; said once is enough.
UNSAID = {Role.PARTICIPANT.value}
ORDER = [role.value for role in Role]


def roles_of(people, *, on):
    """{user id: ["Focal point: Disaster Management", ...]} of a day, for many people in at most four queries."""
    rows = [row for row in held_by(people, on) if row[3] not in UNSAID]
    names = {}
    for model in anchor_models():
        label = model._meta.label_lower
        keys = {pk for _user, of, pk, _role in rows if of == label}
        if keys:
            names |= {(label, anchor.pk): localized(anchor, "name")[0] for anchor in model.objects.filter(pk__in=keys)}
    said = defaultdict(list)
    for user_id, label, pk, role in sorted(rows, key=lambda row: (ORDER.index(row[3]), names[row[1], row[2]])):
        said[user_id].append(_("%(role)s: %(where)s") % {"role": Role(role).label, "where": names[label, pk]})
    return said


def administrators(on):
    """The people who administer the portal on a day, by name."""
    offices = Appointment.objects.as_of(on).filter(role=Appointment.Kind.ADMINISTRATOR)
    return User.objects.filter(pk__in=offices.values("user"), is_active=True, is_system=False).order_by("full_name")
