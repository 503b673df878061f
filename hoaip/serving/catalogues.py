"""Compiles locale/*/LC_MESSAGES/*.po, where the .mo is missing or older; needs no gettext on the machine."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent.parent.parent / "locale"


def compile_all(folder=LOCALE):
    """Write the catalogues that are out of date; returns their paths."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file)
        fresh = target.with_suffix(".mo.new")
        with fresh.open("wb") as out:
            write_mo(out, catalogue)
        # Whole at once: another process may be reading the old one.
        fresh.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    compile_all()
