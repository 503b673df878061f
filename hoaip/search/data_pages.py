"""The page of open data, and its files."""

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import render
from django.urls import register_converter
from django.views.decorators.http import require_safe

from hoaip import access_log
from hoaip.decorators import public
from hoaip.lists.exports import attached, csv_answer
from hoaip.paper.answers import too_many
from hoaip.public_cache import shared
from hoaip.search.open_data import LICENCE, all_files, json_lines


class FormatConverter:
    """csv or json."""

    regex = "csv|json"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(FormatConverter, "data_format")


@require_safe
@shared
@public
def data_list(request):
    """What there is as open data, under which licence, and what each column means."""
    context = {"files": list(all_files().values()), "licence": LICENCE[0], "licence_address": LICENCE[1]}
    return render(request, "hoaip/data_list.html", context)


@require_safe
@shared
@public
def data_file(request, name, kind):
    """One file with what everybody may see, the same for everybody, signed in or not."""
    file = all_files().get(name)
    if file is None:
        raise Http404
    if not access_log.note_export(request):
        return too_many(request)
    is_head = request.method == "HEAD"
    if kind == "csv":
        return csv_answer(file.chunks(), file.fields, name=f"hoaip-{file.name}", is_head=is_head)
    content = () if is_head else json_lines(file)
    response = StreamingHttpResponse(content, content_type="application/json; charset=utf-8")
    return attached(response, f"hoaip-{file.name}.json")
