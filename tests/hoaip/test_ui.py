"""Template tags and components: what they write, in which language, and that nothing passes unescaped."""

import re
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from hoaip.catalogues import compile_catalogues
from hoaip.styleguide import samples

DAY = date(2015, 9, 8)


@pytest.fixture(scope="module", autouse=True)
def _catalogues():
    compile_catalogues()


def render(source, language="en", path="/", person=None, **context):
    request = RequestFactory().get(path)
    request.has_session = person is not None
    request.user = person
    with translation.override(language):
        return Template(source).render(Context({"request": request, **context}))


def person(**fields):
    return SimpleNamespace(**{"is_authenticated": True, "calendar": "gregorian", "time_zone": "Asia/Kabul"} | fields)


def test_a_day_stands_in_both_calendars():
    assert render("{% dual_date day %}", day=DAY) == (
        '<time class="date" datetime="2015-09-08"><bdi>8 September 2015</bdi> <bdi>17 Sunbula 1394</bdi></time>'
    )


@pytest.mark.parametrize(
    ("language", "reader", "first"),
    [
        ("en", None, "8 September 2015"),
        ("fa-af", None, "۱۷ سنبله ۱۳۹۴"),
        ("ps", None, "۱۷ وږی ۱۳۹۴"),
        ("en", person(calendar="solar"), "17 Sunbula 1394"),
        ("fa-af", person(), "۸ سپتمبر ۲۰۱۵"),
    ],
)
def test_the_calendar_of_the_reader_stands_first(language, reader, first):
    html = render("{% dual_date day %}", language, person=reader, day=DAY)

    assert re.search(r"<bdi>([^<]+)</bdi>", html)[1] == first


def test_no_day_gives_nothing():
    assert render("{% dual_date day %}{% instant day %}", day=None) == ""


def test_a_day_as_text_for_titles():
    assert render("{% dual_date day plain=True %}", day=DAY) == "8 September 2015 · 17 Sunbula 1394"


def test_a_planned_month_is_to_be_fixed_and_a_held_one_is_not():
    meeting = SimpleNamespace(
        starts_on=date(2014, 10, 1), ends_on=date(2014, 10, 31), date_precision="month", state="planned"
    )
    planned = render("{% period meeting %}", meeting=meeting)
    meeting.state = "held"
    held = render("{% period meeting %}", meeting=meeting)

    assert 'datetime="2014-10"' in planned
    assert "<bdi>Oct 2014 (date to be fixed)</bdi>" in planned
    assert "<bdi>Oct 2014</bdi>" in held


def test_an_instant_names_its_zone_and_the_zone_of_the_reader():
    moment = datetime(2026, 12, 31, 19, 30, tzinfo=UTC)

    html = render("{% instant moment %}", person=person(time_zone="Europe/Istanbul"), moment=moment)

    assert 'datetime="2026-12-31T19:30:00Z"' in html
    assert "<bdi>1 January 2027, 00:00 Kabul time</bdi>" in html
    assert "<bdi>31 December 2026, 22:30 Istanbul time</bdi>" in html


def test_an_instant_on_the_same_day_says_the_day_once():
    html = render(
        "{% instant moment zone='Asia/Almaty' %}", person=person(), moment=datetime(2026, 9, 6, 9, tzinfo=UTC)
    )

    assert "<bdi>6 September 2026, 14:00 Almaty time</bdi> <bdi>13:30 Kabul time</bdi>" in html


def test_seats_are_drawn_in_order_and_said():
    html = render('{% seats 1 0 1 "row" %}')

    assert re.findall(r"seat-(held|planned|missing)", html) == ["held", "missing"]
    assert 'aria-label="1 held, 1 missing"' in html


@pytest.mark.parametrize(("held", "planned", "missing"), [(1, 0, 0), (2, 3, 7), (0, 0, 0)])
def test_any_number_of_seats(held, planned, missing):
    html = render("{% seats held planned missing %}", held=held, planned=planned, missing=missing)

    assert html.count("<svg") == held + planned + missing


def test_seats_in_dari_use_its_words_and_digits():
    assert 'aria-label="۱ برگزار شده، ۱ کم"' in render("{% seats 1 0 1 %}", "fa-af")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{% pill "met" %}', '<span class="pill pill-met">Met</span>'),
        ('{% pill "at_risk" %}', '<span class="pill pill-risk">At risk</span>'),
        ('{% pill "risk" "12 days late" %}', '<span class="pill pill-risk">12 days late</span>'),
        ('{% pill "not_counted" %}', '<span class="pill">Not counted</span>'),
        ('{% pill "held" "held" %}', '<span class="pill">held</span>'),
    ],
)
def test_a_pill_is_a_word_and_a_shape(source, expected):
    assert render(source) == expected


def test_a_pill_without_a_word_is_a_mistake():
    with pytest.raises(TemplateSyntaxError, match="give its text"):
        render('{% pill "plain" %}')


def test_every_role_has_a_shape_of_its_own_and_a_word():
    shapes = {
        role: re.search(r"#role-([a-z-]+)", render("{% role_mark role %}", role=role))[1]
        for role in ("lead", "co_lead", "participating", "supporting")
    }

    assert shapes == {
        "lead": "lead",
        "co_lead": "co-lead",
        "participating": "participating",
        "supporting": "supporting",
    }
    assert '<span class="hidden-text">co-lead</span>' in render('{% role_mark "co_lead" %}')
    assert render('{% role_mark "" %}') == ""


def test_a_cell_of_table_1_says_what_it_shows():
    assert render('{% role_cell "" %}') == '<td class="none"><span class="hidden-text">no role</span></td>'
    assert 'class="changed"' in render('{% role_cell "lead" True %}')
    assert '<span class="hidden-text">lead, new</span>' in render('{% role_cell "lead" True %}')
    assert '<span class="hidden-text">رهبری</span>' in render('{% role_cell "lead" %}', "fa-af")


def test_a_borrowed_name_says_its_language():
    thing = SimpleNamespace(name_en="Disaster Management", name_fa="", name_ps="")

    assert render('{% localized thing "name" %}', thing=thing) == "Disaster Management"
    assert render('{% localized thing "name" %}', "fa-af", thing=thing) == (
        '<span class="borrowed"><bdi lang="en">Disaster Management</bdi> <small>به انگلیسی</small></span>'
    )
    assert render('{% localized thing "name" plain=True %}', "ps", thing=thing) == "Disaster Management"


def test_a_query_is_changed_key_by_key():
    path = "/meetings/?cbm=dm&cbm=ct&page=3"

    assert render("{% url_with page=4 %}", path=path) == "?cbm=dm&amp;cbm=ct&amp;page=4"
    assert render("{% url_with page=None %}", path=path) == "?cbm=dm&amp;cbm=ct"
    assert render('{% url_without "cbm" "dm" %}', path=path) == "?cbm=ct"


def test_numbers_follow_the_language():
    assert render("{{ n|number }}", n=1234) == "1,234"
    assert render("{{ n|number }}", "ps", n=1234) == "۱٬۲۳۴"
    assert render("{{ n|number }}", n=None) == ""


def test_a_wrapped_input_stands_in_its_label_unless_something_is_said_about_it():
    form, refused = SampleForm(), SampleForm({"starts_on": "x"})
    refused.add_error("starts_on", "No day.")

    wrapped = render('{% field form.starts_on label="Day" optional=False wrapped=True %}', form=form)
    hinted = render("{% field form.city wrapped=True %}", form=form)
    wrong = render("{% field form.starts_on wrapped=True %}", form=refused)

    assert wrapped.startswith('<label class="field"><span>Day</span><input type="text" name="starts_on"')
    assert 'id="id_starts_on"' in wrapped
    assert '<label for="id_city">' in hinted
    assert '<label for="id_starts_on">' in wrong
    assert 'id="id_starts_on_error"' in wrong


def test_figures_are_those_of_the_page():
    assert render("{{ n|plain_digits }}", "fa-af", n="2.1") == "۲.۱"
    assert render("{{ n|plain_digits }}", n="2.1") == "2.1"


EVIL = '"><script>alert(1)</script>'


@pytest.mark.parametrize(
    "source",
    [
        '{% pill "risk" evil %}',
        '{% seats 1 0 0 "" evil %}',
        "{% localized thing 'name' %}",
        "{% region evil %}x{% endregion %}",
        "{% include 'components/empty.html' with title=evil text=evil address=evil words=evil %}",
        "{% include 'components/notice.html' with text=evil %}",
        "{% url_with page=evil %}",
        "{% field form.city label=evil hint=evil %}",
        "{% field form.starts_on label=evil wrapped=True %}",
        "{% errors form %}",
    ],
)
def test_nothing_passes_unescaped(source):
    form = SampleForm({"city": EVIL, "starts_on": EVIL})
    form.add_error("city", EVIL)

    html = render(source, "ps", evil=EVIL, form=form, thing=SimpleNamespace(name_en=EVIL))

    assert "<script" not in html


class SampleForm(forms.Form):
    city = forms.CharField(help_text="As the record writes it")
    starts_on = forms.CharField(required=False)
    mode = forms.ChoiceField(choices=[("in_person", "in person"), ("online", "online")], widget=forms.RadioSelect)
    host = forms.ChoiceField(choices=[("pk", "Pakistan")])
    record = forms.CharField(widget=forms.Textarea)
    agreed = forms.BooleanField()
    key = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.mark.parametrize("name", ["city", "host", "record", "mode", "agreed"])
def test_a_refused_field_is_marked_and_its_sentence_stands_by_its_name(name):
    html = render(f"{{% field form.{name} %}}", form=SampleForm({}))

    assert 'aria-invalid="true"' in html
    assert f'id="id_{name}_error"' in html
    assert re.search(rf'aria-describedby="[^"]*id_{name}_error"', html)
    assert "This field is required." in html


@pytest.mark.parametrize("name", ["city", "host", "record", "mode", "agreed"])
def test_a_field_that_is_right_bears_no_mark(name):
    html = render(f"{{% field form.{name} %}}", form=SampleForm())

    assert "aria-invalid" not in html
    assert "_error" not in html
    assert "<label" in html


def test_label_hint_and_input_belong_together():
    html = render("{% field form.city inputmode='text' short=True %}", form=SampleForm({"city": "Almaty"}))

    assert '<label for="id_city">City</label>' in html
    assert '<span class="hint" id="id_city_hint">As the record writes it</span>' in html
    tag = re.search(r"<input[^>]+>", html)[0]
    assert 'class="input input-short"' in tag
    assert 'aria-describedby="id_city_hint"' in tag
    assert 'inputmode="text"' in tag
    assert 'value="Almaty"' in tag


def test_every_choice_of_a_group_has_its_label():
    html = render("{% field form.mode %}", form=SampleForm({"mode": "online"}))

    assert "<legend>Mode</legend>" in html
    assert re.findall(r'<label class="choice" for="(id_mode_\d)">', html) == ["id_mode_0", "id_mode_1"]
    assert re.search(r'<input[^>]*value="online"[^>]*checked', html)


def test_a_hidden_field_is_bare():
    html = render("{% field form.key %}", form=SampleForm({"key": "k"}))

    assert re.sub(r"\s*<!--.*?-->", "", html).strip() == '<input type="hidden" name="key" value="k" id="id_key">'


def test_the_summary_links_every_error_to_its_field():
    form = SampleForm({"city": "Almaty", "record": "x", "agreed": "on", "host": "pk"})
    form.add_error(None, "The meeting is in the register already.")

    html = render("{% errors form %}", form=form)

    assert "2 things to mend before it can be saved" in html
    assert '<a href="#id_mode">Mode: This field is required.</a>' in html
    assert "<li>The meeting is in the register already.</li>" in html
    assert 'role="alert"' in html


def test_the_link_of_a_group_leads_to_the_group():
    form = SampleForm({})

    assert 'id="id_mode"' in render("{% field form.mode %}", form=form)


def test_a_form_without_errors_has_no_summary():
    form = SampleForm({"city": "A", "record": "x", "agreed": "on", "host": "pk", "mode": "online"})

    assert render("{% errors form %}", form=form).strip() == ""


def test_the_summary_counts_formsets_too():
    outcomes = forms.formset_factory(SampleForm)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-city": "Almaty"}
    )

    html = render("{% errors outcomes %}", outcomes=outcomes)

    assert 'href="#id_form-0-mode"' in html
    assert "4 things to mend" in html


@pytest.mark.parametrize("language", ["en", "fa-af", "ps"])
def test_the_styleguide_is_well_formed(client, settings, language):
    settings.DEVELOPMENT = True
    html = client.get({"en": "/styleguide/"}.get(language, f"/{language}/styleguide/")).content.decode()
    identities = re.findall(r'\sid="([^"]+)"', html)

    assert len(identities) == len(set(identities))
    assert set(re.findall(r'for="([^"]+)"', html)) <= set(identities)
    assert set(re.findall(r'<use href="#([^"]+)"', html)) <= set(identities)
    assert {each for group in re.findall(r'aria-describedby="([^"]+)"', html) for each in group.split()} <= set(
        identities
    )
    assert " style=" not in html
    assert "<script" not in html


def test_every_component_stands_on_the_styleguide_or_in_the_base(settings):
    folder = settings.BASE_DIR / "templates" / "components"
    templates = [settings.BASE_DIR / "templates" / name for name in ("base.html", "styleguide.html")]
    tags = (settings.BASE_DIR / "hoaip" / "templatetags").glob("*.py")
    text = "".join(each.read_text() for each in [*templates, *folder.glob("*.html"), *tags])

    unused = [each.name for each in folder.glob("*.html") if f"components/{each.name}" not in text]

    assert unused == []


def test_the_samples_need_no_clock():
    assert samples(date(2026, 9, 6))["today"] == date(2026, 9, 6)


# ---------------------------------------------------------------- the letterhead of a signed-in reader


@pytest.mark.parametrize(
    ("key", "word", "sees_board", "manages"),
    [
        ("fp_dm", "Focal point", True, False),
        ("rev", "Ministry staff", True, False),
        ("dir", "Director", True, False),
        ("adm", "Administrator", True, True),
        ("del_pk", "Delegate", False, False),
    ],
)
def test_the_letterhead_names_the_reader_and_shows_what_is_allowed(cast, settings, key, word, sees_board, manages):
    settings.DEVELOPMENT = True
    html = cast.client(key).get("/styleguide/").content.decode()

    assert f'<li><a href="/accounts/me/"><bdi>{cast.people[key].full_name}</bdi></a>, {word}</li>' in html
    assert ('href="/compliance/"' in html) is sees_board
    assert ('href="/manage/"' in html) is manages
    assert '<form method="post" action="/accounts/logout/"><input type="hidden" name="csrfmiddlewaretoken"' in html
    assert "Sign in" not in html


def test_the_menu_kept_for_one_reader_is_not_shown_to_another(cast, settings):
    settings.DEVELOPMENT = True

    shown = [
        "/compliance/" in cast.client(key).get("/styleguide/").content.decode() for key in ("adm", "del_pk", "adm")
    ]

    assert shown == [True, False, True]


def test_the_menu_marks_the_place_of_the_page(cast):
    for place in ("/cbms/table/", "/plans/", "/meetings/", "/fa-af/meetings/"):
        html = cast.client().get(place).content.decode()

        assert re.findall(r'<nav class="navigation".*?</nav>', html, re.S)[0].count("aria-current") == 1
        assert re.search(rf'<a href="{place}" aria-current="(page|true)"', html)


def test_a_day_in_figures_keeps_its_order_in_dari_alone():
    sentence = "<b> 2026-09-06 یا 1405-Q2"

    assert render("{{ text|isolated }}", "fa-af", text=sentence) == (
        '&lt;b&gt; <bdi dir="ltr">2026-09-06</bdi> یا <bdi dir="ltr">1405-Q2</bdi>'
    )
    assert render("{{ text|isolated }}", text=sentence) == "&lt;b&gt; 2026-09-06 یا 1405-Q2"


def test_a_choice_that_always_has_a_value_is_not_called_empty():
    class Optional(forms.Form):
        city = forms.CharField(required=False)
        kind = forms.ChoiceField(choices=[("a", "a")], required=False)

    assert "(may be empty)" in render("{% field form.city %}", form=Optional())
    assert "(may be empty)" not in render("{% field form.kind %}", form=Optional())
