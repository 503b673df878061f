"""Templates are written indented, one block element a line, and sent without that indentation."""

import re

from django.template.loaders.filesystem import Loader as FilesystemLoader

# Texts whose white space is theirs: messages are looked up by it, and these elements show it.
KEPT = re.compile(
    r"(\{% blocktranslate\b.*?\{% endblocktranslate %\}"
    r"|\{% comment %\}.*?\{% endcomment %\}"
    r"|<(pre|textarea)\b.*?</\2>)",
    re.DOTALL,
)
# Tags that write nothing: alone on a line they leave no line.
SILENT = (
    r"(?:\{#.*?#\}|\{% (?:if|elif|else|endif|for|empty|endfor|with|endwith|block|endblock|load|extends)\b.*?%\}"
    r"|\{% \w+ [^%\n]*\bas \w+ %\})"
)
SILENT_LINE = re.compile(rf"(?<=\n)({SILENT}(?:[ \t]*{SILENT})*)[ \t]*\n")
INDENTATION = re.compile(r"(?<=\n)[ \t]+")
LINE_END = re.compile(r"\s*\n\s*")
# Between these a browser ignores white space.
BLOCK = (
    "html|head|body|title|meta|link|header|footer|nav|main|section|article|aside|div|ul|ol|li|dl|dt|dd|p|h[1-6]|table|"
    "caption|thead|tbody|tfoot|tr|th|td|form|fieldset|legend|details|summary|figure|figcaption|option|br"
)
AROUND_BLOCK = re.compile(rf"[ ](?=</?(?:{BLOCK})\b)|(</?(?:{BLOCK})\b[^<>]*>)[ ]")


class Loader(FilesystemLoader):
    """Reads like Django's, and drops the white space that only the people who write the templates look at."""

    def get_contents(self, origin):
        text = super().get_contents(origin)
        return without_indentation(text) if origin.name.endswith(".html") else text


def without_indentation(text):
    """The template as it is sent: what a browser shows is the same, byte for byte outside white space."""
    # A line begins behind a line's end alone, so that what stands behind a kept text keeps its distance.
    parts = KEPT.split("\n" + text)
    # KEPT has two groups: text, kept, its element or None, text, ...
    squeezed = (_squeezed(part) if number % 3 == 0 else part for number, part in enumerate(parts) if number % 3 != 2)
    return "".join(squeezed).strip()


def _squeezed(text):
    text = SILENT_LINE.sub(r"\1", INDENTATION.sub("", text))
    text = LINE_END.sub(" ", text)
    return AROUND_BLOCK.sub(r"\1", text)
