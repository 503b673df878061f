"""The list of what waits for a person, put together from what each app has to say."""

from itertools import chain

from django import template

from hoaip.attention import MOST, in_order
from hoaip.templatetags.ui import request_of

register = template.Library()


@register.inclusion_tag("hoaip/_tasks.html", takes_context=True)
def tasks(context, *panels):
    """{% tasks flags meetings %}: the panels' tasks (hoaip.attention) in groups by their day, or a word of rest."""
    request = request_of(context)
    return {"request": request, "waiting": in_order(chain(*panels), request.today), "most": MOST}


@register.simple_tag(takes_context=True)
def task_item(context, task):
    """{% task_item task %}: one task as an item of the list, in the words of its own template."""
    over = task.days_over(request_of(context).today)
    with context.push(task=task, over=over, **task.values):
        return context.template.engine.get_template(task.template).render(context)
