"""What must hold before the portal serves anybody, and only a look at the database can tell."""

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections

# What the application's role may not be: each would let it rewrite the history that it may only add to.
QUESTION = """
    SELECT current_user, rolsuper, rolcreaterole OR rolcreatedb OR rolbypassrls,
           EXISTS (
               SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
                WHERE nspname = 'public' AND relkind IN ('r', 'p', 'S', 'v')
                  AND pg_has_role(current_user, relowner, 'MEMBER')
           ),
           has_schema_privilege('public', 'CREATE')
      FROM pg_roles WHERE rolname = current_user
"""


def role_problem(alias="default"):
    """A sentence when the role of DATABASE_URL may do more than the application needs, else None.

    DatabaseError when the database cannot be asked.
    """
    with connections[alias].cursor() as cursor:
        cursor.execute(QUESTION)
        role, superuser, powerful, owner, creator = cursor.fetchone()
    for holds, what in (
        (superuser, "is a superuser"),
        (powerful, "may make roles or databases, or passes row security"),
        (owner, "owns tables, or is a member of the role that owns them"),
        (creator, "may create tables"),
    ):
        if holds:
            return (
                f"DATABASE_URL names the role {role!r}, which {what}: "
                "give the application a role of its own (hoaip_app) and keep the owner in DATABASE_OWNER_URL."
            )
    return None


def refuse_powerful_role():
    """End the start of a process in production when its role is too powerful.

    A database that does not answer now is no reason to stay down: /readyz says so, and a powerful role still
    meets the check of the other processes.
    """
    if not settings.PRODUCTION:
        return
    try:
        problem = role_problem()
    except DatabaseError:
        return
    finally:
        connections["default"].close()
    if problem:
        raise ImproperlyConfigured(problem)


def application_role(databases=None, **kwargs):
    """`check --database default` in production; migrate is the owner's and is let through."""
    if not settings.PRODUCTION or settings.DATABASE_AS_OWNER or "default" not in (databases or ()):
        return []
    try:
        problem = role_problem()
    except DatabaseError as error:
        problem = f"The database of DATABASE_URL does not answer: {' '.join(str(error).split())}"
    return [checks.Error(problem, id="hoaip.E001")] if problem else []
