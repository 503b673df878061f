"""The containers against the settings: what one requires the other gives, and nobody gets more."""

import importlib.util
import re

import pytest
import yaml

from hoaip.serving.environment import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
PORTAL = ("web", "worker", "beat", "migrate")
# Made by manage.py or for tests; or with a default that a container wants.
NOT_GIVEN = {"DEBUG", "DATABASE_AS_OWNER", "DATABASE_WEB_LIMITS", "STATIC_MANIFEST", "PORT"}
ONLY = {"WEB_CONCURRENCY": {"web"}, "BEAT_SCHEDULE_FILE": {"beat"}, "DATABASE_OWNER_URL": {"migrate"}}


def variables_of_settings():
    """Every name that the settings read from the environment."""
    source = (ROOT / "hoaip" / "settings.py").read_text()
    direct = re.findall(r'(?:env(?:\.\w+)?|whole_number|parsed)\(\s*(?:env\.\w+,\s*)?"([A-Z_]+)"', source)
    return set(direct) | set(re.findall(r'_database_variable = "([A-Z_]+)"', source))


def words(service):
    return SERVICES[service]["command"]


def test_the_services_are_those_of_the_house():
    assert set(SERVICES) == {"postgres", "redis", "migrate", "web", "worker", "beat", "proxy"}


def test_the_settings_read_what_the_contract_names():
    assert variables_of_settings() >= {
        "PROFILE",
        "DATABASE_URL",
        "DATABASE_OWNER_URL",
        "REDIS_URL",
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "PUBLIC_ORIGIN",
        "PORT",
        "EMAIL_URL",
        "MEDIA_ROOT",
        "TIME_ZONE",
        "WEB_CONCURRENCY",
    }


@pytest.mark.parametrize("service", PORTAL)
def test_a_service_gets_exactly_the_variables_it_needs(service):
    expected = variables_of_settings() - NOT_GIVEN
    expected -= {name for name, services in ONLY.items() if service not in services}

    assert set(SERVICES[service]["environment"]) == expected


def test_only_migrate_holds_the_address_of_the_owner():
    holders = {name for name, service in SERVICES.items() if "hoaip_owner" in str(service.get("environment", ""))}

    assert holders == {"migrate"}


def test_the_application_connects_as_itself_in_production_over_https():
    for service in PORTAL:
        given = SERVICES[service]["environment"]
        assert given["PROFILE"] == "production"
        assert "//hoaip_app:" in given["DATABASE_URL"]
        assert given["PUBLIC_ORIGIN"].startswith("https://")


def test_commands_name_modules_and_files_that_exist():
    assert words("web")[:2] == ["gunicorn", "hoaip.wsgi:application"]
    assert (ROOT / words("web")[words("web").index("--config") + 1]).exists()
    for service in ("worker", "beat"):
        assert words(service)[0] == "celery"
        assert importlib.util.find_spec(words(service)[words(service).index("--app") + 1]) is not None
        assert service in words(service)
    assert words("migrate") == ["python", "manage.py", "migrate"]
    probe = SERVICES["web"]["healthcheck"]["test"]
    assert importlib.util.find_spec(probe[probe.index("-m") + 1]) is not None


@pytest.mark.parametrize("service", ["web", "worker"])
def test_web_and_worker_scale_by_count(service):
    assert "container_name" not in SERVICES[service]
    assert "ports" not in SERVICES[service]


def test_everything_waits_for_the_migrations():
    for service in ("web", "worker", "beat"):
        assert SERVICES[service]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert "migrate" not in SERVICES["migrate"]["depends_on"]


def test_files_that_are_mounted_exist():
    mounted = [v for s in SERVICES.values() for v in s.get("volumes", []) if v.startswith("./")]

    assert len(mounted) == 2
    assert all((ROOT / volume.split(":")[0]).is_file() for volume in mounted)


@pytest.mark.parametrize("service", ["web", "worker"])
def test_web_and_worker_share_the_files_of_documents(service):
    folder = SERVICES[service]["environment"]["MEDIA_ROOT"]

    assert f"media:{folder}" in SERVICES[service]["volumes"]
    assert "media" in COMPOSE["volumes"]


def test_the_example_names_every_variable_that_compose_asks_for_and_every_setting():
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    example = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))

    assert asked <= example
    assert variables_of_settings() - NOT_GIVEN <= example


def test_the_image_carries_no_development_packages_and_does_not_run_as_root():
    text = (ROOT / "Dockerfile").read_text()

    assert "requirements-dev" not in text
    assert re.findall(r"^USER (\S+)", text, re.M) == ["portal"]
    assert "requirements-dev.txt" in (ROOT / ".dockerignore").read_text().split()
