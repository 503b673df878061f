"""What people are today, in plain words."""

from collections import defaultdict

from django.db.models import CharField, Q, Value
from django.utils.translation import gettext as _
from guardian.utils import get_user_obj_perms_model

from hoaip.grants import anchor_models
from hoaip.language import localized
from hoaip.permissions import Role

# Follows from being a delegate; said once is enough.
UNSAID = {Role.PARTICIPANT.value}
ORDER = [role.value for role in Role]


def roles_of(people, *, on):
    """{user id: ["Focal point: Disaster Management", ...]} of a day, for many people in at most four queries."""
    grants = [
        get_user_obj_perms_model(model)
        .objects.filter(user__in=people)
        .filter(Q(until_on__isnull=True) | Q(until_on__gte=on))
        .exclude(permission__codename__in=UNSAID)
        .annotate(label=Value(model._meta.label_lower, output_field=CharField()))
        .values_list("user_id", "label", "content_object_id", "permission__codename")
        for model in anchor_models()
    ]
    rows = list(grants[0].union(*grants[1:], all=True))
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


def holders_of(role, *, on):
    """Ids of the people who hold this role somewhere on that day, as one union."""
    parts = [
        get_user_obj_perms_model(model)
        .objects.filter(permission__codename=role)
        .filter(Q(until_on__isnull=True) | Q(until_on__gte=on))
        .values_list("user_id", flat=True)
        for model in anchor_models()
    ]
    return parts[0].union(*parts[1:])
