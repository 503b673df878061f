"""The list of what waits for a person, put together from what each app has to say."""

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html

register = template.Library()


@register.simple_block_tag
def tasks(content):
    """{% tasks %}{% attention_of_meetings %}{% endtasks %}: the panels' items as one list, or a word of rest."""
    if content.strip():
        return format_html('<ul class="tasks">{}</ul>', content)
    return render_to_string("hoaip/_nothing_waits.html")
