"""Pictures: bounded by their pixels, and written anew, so that only what is seen is kept."""

import io
import warnings

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from hoaip.documents.intake.unfit import Unfit

MOST_PIXELS = 30_000_000
LONGEST_SIDE = 20_000
FORMATS = {"png": "PNG", "jpg": "JPEG"}
QUALITY = 90


def written_anew(raw, kind):
    """The picture's bytes as written by us: no place, no camera, no comment, nothing behind its end.

    The size is read from the head before any pixel is. Unfit when it is too large.
    """
    with warnings.catch_warnings():
        # Its own bound is higher than ours, which is asked below.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            picture = Image.open(io.BytesIO(raw), formats=[FORMATS[kind]])
        except Image.DecompressionBombError:
            raise too_large() from None
    width, height = picture.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise too_large()
    picture.load()
    ImageOps.exif_transpose(picture, in_place=True)
    if picture.mode.startswith("I"):
        # Sixteen bits a point: the upper eight are what is seen.
        picture = picture.point(lambda value: value * (1 / 256)).convert("L")
    if kind == "jpg" and picture.mode not in ("L", "RGB"):
        picture = picture.convert("RGB")
    if kind == "png" and picture.mode not in ("1", "L", "LA", "RGB", "RGBA"):
        has_holes = picture.mode in ("PA", "La", "RGBa") or "transparency" in picture.info
        picture = picture.convert("RGBA" if has_holes else "RGB")
    # The pixels alone: nothing that was said about them.
    picture.info = {}
    written = io.BytesIO()
    picture.save(written, FORMATS[kind], **({"quality": QUALITY} if kind == "jpg" else {}))
    return written.getvalue()


def too_large():
    return Unfit(
        _("This picture has more than 30 million pixels, or more than 20,000 on a side. Make it smaller and send it.")
    )
