"""Restoring a backup: into an empty database alone, in one transaction that ends only when everything agrees."""

import contextlib
import gzip
import json
import os
import tarfile
from pathlib import Path, PurePosixPath

import psycopg2
from django.conf import settings
from django.db import DataError, IntegrityError, ProgrammingError, connection, transaction
from psycopg2.errors import QueryCanceled

from hoaip import audit
from hoaip.backup.keys import marks
from hoaip.backup.tables import PREPARED, Summed, migrations, spell, sum_of, tables
from hoaip.backup.writing import FORMAT, MANIFEST, BackupProblem, files

LARGEST_MANIFEST = 64 * 1024 * 1024
PIECE = 1024 * 1024


def restore_backup(path):
    """Fill an empty database and an empty MEDIA_ROOT from a backup. Returns (its manifest, warnings).

    - the database has been migrated by this version and holds no row yet; the role owns the tables;
    - the sum of each table is compared on the way in and again as it stands in the database, so is each file's;
    - the chain of the history is walked, and it ends as it did when the backup was made;
    - sequences go on after the highest number. What fails leaves database and files empty.
    BackupProblem, in one sentence, for everything that does not fit.
    """
    try:
        with tarfile.open(path, mode="r:") as tar:
            manifest = _manifest(tar)
            _refuse_other_version(manifest)
            written = []
            try:
                _restore_files(tar, manifest, written)
                with transaction.atomic():
                    _restore_rows(tar, manifest)
            except BaseException:
                _take_back(written)
                raise
    except FileNotFoundError:
        raise BackupProblem(f"There is no file {path}.") from None
    except (tarfile.TarError, EOFError) as problem:
        raise BackupProblem(f"{path} is no backup, or was cut short on its way: {problem}.") from None
    except (IntegrityError, DataError, psycopg2.IntegrityError, psycopg2.DataError) as problem:
        first = str(problem).splitlines()[0]
        raise BackupProblem(f"The rows of {path} do not fit together, nothing was restored: {first}") from None
    warnings = []
    if manifest["key"] not in marks():
        warnings.append(
            "SECRET_KEY is another one than when the backup was made: second factors do not open under it. "
            "Put the former one into SECRET_KEY_FALLBACKS."
        )
    if not manifest["history"]["ok"]:
        warnings.append("The history was broken when the backup was made; it is restored as it was.")
    return manifest, warnings


def _manifest(tar):
    try:
        entry = tar.getmember(MANIFEST)
    except KeyError:
        raise BackupProblem(f"{tar.name} has no manifest: it is no backup, or it was cut short on its way.") from None
    if entry.size > LARGEST_MANIFEST:
        raise BackupProblem(f"The manifest of {tar.name} is too large to be one.")
    try:
        manifest = json.loads(tar.extractfile(entry).read())
        found = manifest["format"]
        whole = set(manifest) >= {"tables", "files", "migrations", "history", "key", "made_at"}
    except (ValueError, KeyError, TypeError):
        raise BackupProblem(f"The manifest of {tar.name} cannot be read.") from None
    if found != FORMAT or not whole:
        raise BackupProblem(f"{tar.name} has format {found!r}; this version of the portal reads format {FORMAT}.")
    return manifest


def _refuse_other_version(manifest):
    try:
        here = migrations()
    except ProgrammingError:
        raise BackupProblem("The database has no tables yet. Run `manage.py migrate`, then restore.") from None
    other = sorted(set(here) ^ set(manifest["migrations"]))
    if other:
        side = "this database" if other[0] in here else "the backup"
        raise BackupProblem(
            f"Backup and database are of different versions: {other[0]} is in {side} alone. Restore with the version "
            f"of the portal that made the backup ({manifest['made_at']}), then upgrade."
        )


# Files


def _restore_files(tar, manifest, written):
    root = Path(settings.MEDIA_ROOT)
    if present := files():
        raise BackupProblem(
            f"{root} holds files already (the first is {min(present).name}). Empty it, or set another MEDIA_ROOT."
        )
    for name, known in manifest["files"].items():
        path = root / _inside(name)
        source = _member(tar, f"files/{name}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                written.append(path)
                through = Summed(source)
                while piece := through.read(PIECE):
                    out.write(piece)
                out.flush()
                os.fsync(out.fileno())
        except OSError as problem:
            raise BackupProblem(f"{path} could not be written: {problem.strerror or problem}.") from None
        if through.sha256 != known["sha256"]:
            raise BackupProblem(f"The file {name} of the backup is damaged: its sum is another. Nothing was restored.")


def _inside(name):
    """The relative path of a name in a backup; BackupProblem for one that leads out of MEDIA_ROOT."""
    path = PurePosixPath(name)
    if path.is_absolute() or not path.parts or ".." in path.parts or "\x00" in name:
        raise BackupProblem(
            f"The backup holds a file with a name that leads elsewhere: {name!r}. Nothing was restored."
        )
    return Path(*path.parts)


def _member(tar, name):
    try:
        found = tar.extractfile(name)
    except KeyError:
        found = None
    if found is None:
        raise BackupProblem(f"{name} is missing in the backup. Nothing was restored.")
    return found


def _take_back(written):
    for path in reversed(written):
        with contextlib.suppress(OSError):
            path.unlink()


# Rows


def _restore_rows(tar, manifest):
    ours = tables()
    if names := {table.name for table in ours} ^ set(manifest["tables"]):
        raise BackupProblem(f"The tables of backup and database are not the same: {min(names)}. Nothing was restored.")
    with connection.cursor() as cursor:
        spell(cursor)
        try:
            # History and what is circulated refuse to be written as they are; this transaction puts that back.
            for table in ours:
                cursor.execute(f"ALTER TABLE {table.quoted} DISABLE TRIGGER USER")
        except ProgrammingError:
            raise BackupProblem(
                "A restore needs the role that owns the tables: set DATABASE_OWNER_URL, as for `manage.py migrate`."
            ) from None
        _refuse_rows(cursor, ours)
        for table in ours:
            if table.name in PREPARED:
                cursor.execute(f"DELETE FROM {table.quoted}")
        for table in ours:
            _load(tar, cursor, table, manifest["tables"][table.name])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ours:
            known = manifest["tables"][table.name]
            if sum_of(cursor, table) != {"rows": known["rows"], "sha256": known["sha256"]}:
                raise BackupProblem(
                    f"The rows of {table.name} came out otherwise than they went in. Nothing was restored."
                )
            cursor.execute(f"ALTER TABLE {table.quoted} ENABLE TRIGGER USER")
            _go_on_counting(cursor, table)
    if audit.verify(head=manifest["history"]["head"]) != manifest["history"]:
        raise BackupProblem(
            "The history of the backup does not verify as it did when it was made: rows of it were changed. "
            "Nothing was restored."
        )


def _refuse_rows(cursor, ours):
    for table in ours:
        if table.name in PREPARED:
            continue
        cursor.execute(f"SELECT EXISTS (SELECT FROM {table.quoted})")
        if cursor.fetchone()[0]:
            raise BackupProblem(
                f"The database holds rows already ({table.name}). A restore goes into an empty one: make a new "
                "database, run `manage.py migrate`, then restore."
            )


def _load(tar, cursor, table, known):
    if list(table.columns) != known["columns"]:
        raise BackupProblem(f"The columns of {table.name} are not those of the backup. Nothing was restored.")
    with gzip.GzipFile(fileobj=_member(tar, f"tables/{table.name}.copy.gz")) as packed:
        through = Summed(packed)
        try:
            cursor.copy_expert(table.rows_in(), through)
        except QueryCanceled:
            # What was packed cannot be unpacked.
            raise BackupProblem(f"The rows of {table.name} are damaged or cut short. Nothing was restored.") from None
    if (through.rows, through.sha256) != (known["rows"], known["sha256"]):
        raise BackupProblem(f"The rows of {table.name} are damaged: their sum is another. Nothing was restored.")


def _go_on_counting(cursor, table):
    for column in table.numbered:
        name = connection.ops.quote_name(column)
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, %s), COALESCE(max({name}), 1), max({name}) IS NOT NULL)"
            f" FROM {table.quoted}",
            [table.quoted, column],
        )
