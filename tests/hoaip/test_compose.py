"""The containers against the settings: what one requires the other gives, and nobody gets more."""

import importlib.util
import os
import re
import subprocess
from contextlib import closing

import pytest
import yaml
from psycopg2 import errors

from hoaip.checks import QUESTION
from hoaip.serving.environment import ROOT
from hoaip.serving.postgres import APPLICATION, OWNER, SUPERUSER, binaries
from hoaip.serving.servers import temporary_servers

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
PORTAL = ("web", "worker", "beat", "migrate", "backup", "restore")
# Made by manage.py or for tests; or with a default that a container wants.
NOT_GIVEN = {"DEBUG", "DATABASE_AS_OWNER", "DATABASE_WEB_LIMITS", "STATIC_MANIFEST", "PORT"}
ONLY = {"WEB_CONCURRENCY": {"web"}, "BEAT_SCHEDULE_FILE": {"beat"}, "DATABASE_OWNER_URL": {"migrate", "restore"}}


def variables_of_settings():
    """Every name that the settings read from the environment."""
    source = (ROOT / "hoaip" / "settings.py").read_text()
    direct = re.findall(r'(?:env(?:\.\w+)?|whole_number|yes_or_no|parsed)\(\s*(?:env\.\w+,\s*)?"([A-Z_]+)"', source)
    return set(direct) | set(re.findall(r'_database_variable = "([A-Z_]+)"', source))


def words(service):
    return SERVICES[service]["command"]


def test_the_services_are_those_of_the_house():
    assert set(SERVICES) == {*PORTAL, "postgres", "redis", "proxy"}


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


def test_only_migrate_and_restore_hold_the_address_of_the_owner():
    holders = {name for name, service in SERVICES.items() if "hoaip_owner" in str(service.get("environment", ""))}

    assert holders == {"migrate", "restore"}


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


def test_backup_and_restore_run_when_they_are_asked_for_alone():
    for service in ("backup", "restore"):
        assert SERVICES[service]["profiles"] == [service]
        assert SERVICES[service]["restart"] == "no"
    started = {name for name, service in SERVICES.items() if "profiles" not in service}
    assert started == {"postgres", "redis", "migrate", "web", "worker", "beat", "proxy"}


def test_a_backup_reads_the_files_and_a_restore_the_backups():
    def mounts(service):
        return dict(volume.split(":", 1) for volume in SERVICES[service]["volumes"])

    (folder,) = [word for word in words("backup") if word.startswith("/")]
    media = SERVICES["web"]["environment"]["MEDIA_ROOT"]
    assert mounts("backup") == {"media": f"{media}:ro", "backups": folder}
    assert mounts("restore") == {"media": media, "backups": f"{folder}:ro"}
    assert mounts("web")["media"] == media
    assert set(COMPOSE["volumes"]) >= {"media", "backups", "database"}
    assert words("backup")[:3] == ["python", "manage.py", "backup"]
    assert SERVICES["restore"]["entrypoint"] == ["python", "manage.py", "restore"]
    # The folder belongs to the account that writes it.
    assert f"chown -R portal /srv/hoaip/var {folder}" in (ROOT / "Dockerfile").read_text()


def test_the_example_names_every_variable_that_compose_asks_for_and_every_setting():
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    example = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))

    assert asked <= example
    assert variables_of_settings() - NOT_GIVEN <= example


def test_the_proxy_serves_the_host_by_https_and_hides_what_is_for_machines():
    text = (ROOT / "deploy" / "Caddyfile").read_text()

    assert re.search(r"^\{\$PORTAL_HOST\} \{", text, re.M)
    assert re.search(r"@inside path /readyz\s+respond @inside 404", text)
    assert re.search(r"dynamic a web 8000", text)
    assert "header_up X-Forwarded-Proto {scheme}" in text
    assert text.count("{\n") == text.count("\n}") + len(re.findall(r"^\t+\}", text, re.M))
    assert SERVICES["proxy"]["ports"] == ["80:80", "443:443"]
    # Larger than the largest form and the largest file, smaller than what hurts.
    assert re.search(r"max_size 25MB", text)


@pytest.fixture(scope="module")
def server():
    """A PostgreSQL as a container begins it: a superuser, and none of our roles or databases."""
    server = temporary_servers(with_redis=False)
    server.postgres._make_roles = lambda: None
    server.start()
    yield server.postgres
    server.stop(wait_for_others=False)
    server.remove()


def test_the_script_of_the_roles_makes_what_the_embedded_servers_make(server):
    """deploy/roles.sh with the psql of the same package, then the migrations' own question about the role."""
    environment = {
        "PATH": f"{binaries()}:{os.environ['PATH']}",
        "PGHOST": str(server.run),
        "PGPASSWORD": server.passwords[SUPERUSER],
        "POSTGRES_USER": SUPERUSER,
        "DATABASE_OWNER_PASSWORD": "owner-password",
        "DATABASE_APP_PASSWORD": "app-password",
    }
    done = subprocess.run(
        ["sh", ROOT / "deploy" / "roles.sh"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr

    server.passwords |= {OWNER: "owner-password", APPLICATION: "app-password"}
    with closing(server.connect(OWNER, "hoaip")) as owner, owner.cursor() as cursor:
        cursor.execute("CREATE TABLE thing (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, name text)")
        owner.commit()
    with closing(server.connect(APPLICATION, "hoaip")) as application, application.cursor() as cursor:
        cursor.execute("INSERT INTO thing (name) VALUES ('x') RETURNING id")
        assert cursor.fetchone() == (1,)
        cursor.execute("UPDATE thing SET name = 'y'")
        cursor.execute("DELETE FROM thing")
        cursor.execute(QUESTION)
        assert cursor.fetchone() == ("hoaip_app", False, False, False, False)
        application.commit()
        for statement in ("TRUNCATE thing", "DROP TABLE thing", "CREATE TABLE other (id int)", "CREATE ROLE other"):
            with pytest.raises(errors.InsufficientPrivilege):
                cursor.execute(statement)
            application.rollback()


def test_the_image_carries_no_development_packages_and_does_not_run_as_root():
    text = (ROOT / "Dockerfile").read_text()

    assert "requirements-dev" not in text
    assert re.findall(r"^USER (\S+)", text, re.M) == ["portal"]
    assert "requirements-dev.txt" in (ROOT / ".dockerignore").read_text().split()
