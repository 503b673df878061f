"""Makes a PDF, in a process of its own: `python -m hoaip.paper.press < {"html", "css"} > pdf`.

Of several pages, {"pages": [html, ...], "css"}, it makes one PDF each, behind a line with their lengths; with "bound",
one PDF of them all, in which each counts its own sheets.

What it needs in memory is gone with it, and no web worker loads the packages. It reads the one file of letters it was
given and nothing else, whatever stands in the page.
"""

import json
import resource
import sys
from pathlib import Path

import fontpkg_amiri
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

# Seconds of work and bytes of memory after which it is given up.
MOST_SECONDS, MOST_BYTES = 60, 1536 * 1024 * 1024
LETTERS = Path(fontpkg_amiri.__file__).parent / "files"
# One family, each of its faces one whole file: letters split over several files were printed as noise.
NAMES = ((400, "Amiri-Regular.ttf"), (700, "Amiri-Bold.ttf"))
OWN = frozenset((LETTERS / name).as_uri() for _weight, name in NAMES)
FACES = "".join(
    f'@font-face {{ font-family: "Paper"; font-weight: {weight}; src: url("{(LETTERS / name).as_uri()}"); }}\n'
    for weight, name in NAMES
)


class OwnLetters(URLFetcher):
    """Reads the letters above and nothing else."""

    def fetch(self, url, headers=None):
        # By the whole address: what is behind a "%" would be unpacked after a look at the folder alone.
        if url not in OWN:
            raise ValueError(f"{url} is not read.")
        return super().fetch(url, headers)


def main():
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    given = json.load(sys.stdin.buffer)
    fonts, fetcher = FontConfiguration(), OwnLetters()
    style = CSS(string=FACES + given["css"], font_config=fonts, url_fetcher=fetcher)
    how = {"stylesheets": [style], "font_config": fonts}
    if "html" in given:
        HTML(string=given["html"], url_fetcher=fetcher).write_pdf(sys.stdout.buffer, **how)
        return
    pages = (HTML(string=each, url_fetcher=fetcher) for each in given["pages"])
    if given.get("bound"):
        laid_out = [page.render(**how) for page in pages]
        laid_out[0].copy([sheet for each in laid_out for sheet in each.pages]).write_pdf(sys.stdout.buffer)
        return
    made = [page.write_pdf(**how) for page in pages]
    sys.stdout.buffer.write(json.dumps([len(each) for each in made]).encode() + b"\n" + b"".join(made))


if __name__ == "__main__":
    main()
