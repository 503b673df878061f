"""Writing a backup: one snapshot of all rows, then the files, then the manifest; the name appears when all is there."""

import contextlib
import gzip
import json
import os
import sys
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path

import django
from django.conf import settings
from django.db import connection, transaction

from hoaip import audit
from hoaip.backup.keys import marks
from hoaip.backup.tables import Summed, migrations, spell, tables

FORMAT = 1
MANIFEST = "manifest.json"
PATTERN = "hoaip-*.tar"


class BackupProblem(Exception):
    """What stops a backup or a restore; its text is one sentence for the person at the keyboard."""


def write_backup(folder, *, now, keep=None):
    """Write everything into a new file of `folder` (mode 0600). Returns (its path, its manifest).

    - rows are of one instant, whoever goes on writing; the files are read after them, so that every row has its file;
    - sessions, the cache and what is signed in are left out: a backup lets nobody in;
    - with `keep`, of the backups in the folder only that many stay, the newest.
    BackupProblem when the folder cannot be written.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise BackupProblem(f"{folder} is not a folder. Make it, or name another.")
    path = folder / f"hoaip-{now:%Y%m%dT%H%M%SZ}.tar"
    partial = path.with_suffix(".partial")
    if path.exists():
        raise BackupProblem(f"{path} is there already. Wait a second, then try again.")
    try:
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
                manifest = _write_all(tar, folder, now=now)
            out.flush()
            os.fsync(out.fileno())
        partial.rename(path)
    except OSError as problem:
        raise BackupProblem(f"The backup could not be written into {folder}: {problem.strerror or problem}.") from None
    finally:
        with contextlib.suppress(FileNotFoundError):
            partial.unlink()
    if keep is not None:
        for old in sorted(folder.glob(PATTERN), reverse=True)[keep:]:
            old.unlink()
    return path, manifest


def _write_all(tar, folder, *, now):
    manifest = {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "python": sys.version.split()[0],
        "django": django.get_version(),
        "key": marks()[0],
        "tables": {},
        "files": {},
    }
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            spell(cursor)
            cursor.execute("SHOW server_version")
            manifest["postgresql"] = cursor.fetchone()[0]
            manifest["migrations"] = migrations()
            for table in tables():
                manifest["tables"][table.name] = _write_table(tar, cursor, table, folder, now=now)
        manifest["history"] = audit.verify()
    for path in sorted(files()):
        # A file that was swept in between belonged to no row.
        with contextlib.suppress(FileNotFoundError):
            _write_file(tar, path, manifest, now=now)
    text = json.dumps(manifest, indent=1, sort_keys=True).encode()
    tar.addfile(_entry(MANIFEST, len(text), now), BytesIO(text))
    return manifest


def files():
    """Every file of MEDIA_ROOT."""
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file() and not path.is_symlink()]


def _write_table(tar, cursor, table, folder, *, now):
    with tempfile.TemporaryFile(dir=folder) as packed:
        with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as into:
            through = Summed(into)
            cursor.copy_expert(table.rows_out(), through)
        size = packed.tell()
        packed.seek(0)
        tar.addfile(_entry(f"tables/{table.name}.copy.gz", size, now), packed)
    return {"rows": through.rows, "sha256": through.sha256, "columns": list(table.columns)}


def _write_file(tar, path, manifest, *, now):
    name = path.relative_to(settings.MEDIA_ROOT).as_posix()
    with path.open("rb") as source:
        through = Summed(source)
        tar.addfile(_entry(f"files/{name}", os.fstat(source.fileno()).st_size, now), through)
    manifest["files"][name] = {"bytes": through.bytes, "sha256": through.sha256}


def _entry(name, size, now):
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(now.timestamp())
    return entry
