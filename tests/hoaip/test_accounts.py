"""Sign-in and sign-out, their limits, passwords, and what they tell to nobody."""

import pytest
from django.urls import reverse

from hoaip.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a quiet river in the evening"


@pytest.fixture
def nurlan():
    return User.objects.create_user("nurlan@example.org", PASSWORD, full_name="Nurlan Abdi")


def sign_in(client, email="nurlan@example.org", password=PASSWORD, next_to="", **extra):
    fields = {"login": email, "password": password} | ({"next": next_to} if next_to else {})
    return client.post("/accounts/login/", fields, **extra)


def test_sign_in_leads_home_and_sign_out_ends_it(client, nurlan):
    arrived = sign_in(client)
    assert (arrived.status_code, arrived["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(nurlan.pk)

    left = client.post("/accounts/logout/")

    assert (left.status_code, left["Location"]) == (302, "/")
    assert "_auth_user_id" not in client.session
