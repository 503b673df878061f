"""The table of a list, written straight: a template's loop over rows was most of a list's time."""

from itertools import groupby

from django.utils.html import format_html, format_html_join

from hoaip.templatetags.ui import number


def table_of(columns, rows, *, label, group_of=None):
    """A table in its region. `group_of(row)` gives (title, size) of the heading under which a row stands."""
    shown = [column for column in columns if column.html is not None]
    heads = format_html_join(
        "",
        '<th scope="col"{}>{}</th>',
        ((format_html(' class="{}"', "number") if column.is_number else "", column.label) for column in shown),
    )
    if group_of is None:
        bodies = format_html("<tbody>{}</tbody>", rows_of(shown, rows))
    else:
        bodies = format_html_join(
            "",
            '<tbody><tr class="group"><th scope="rowgroup" colspan="{}">{}&nbsp;<span class="note">{}</span></th></tr>'
            "{}</tbody>",
            (
                (len(shown), title, number(size), rows_of(shown, list(members)))
                for (title, size), members in groupby(rows, key=group_of)
            ),
        )
    return format_html(
        '<div class="region listing" role="region" tabindex="0" aria-label="{}"><table class="table"><thead><tr>{}</tr>'
        "</thead>{}</table></div>",
        label,
        heads,
        bodies,
    )


def rows_of(columns, rows):
    """The `<tr>`s of rows; the first column heads its row."""
    plain = "".join('<td class="number">{}</td>' if column.is_number else "<td>{}</td>" for column in columns[1:])
    cells = [column.html for column in columns]
    return format_html_join(
        "", f'<tr><th scope="row">{{}}</th>{plain}</tr>', ([cell(row) for cell in cells] for row in rows)
    )
