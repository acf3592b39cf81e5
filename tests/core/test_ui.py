"""What templates show, and the style sheet as it is served."""

import datetime as dt
import gzip
import json
import re
import shutil
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.forms.renderers import DjangoTemplates
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django_htmx.middleware import HtmxDetails

from core.forms import LandfallRenderer
from core.static import JoinedManifestStorage, joined, joined_script
from core.templatetags import ui

TODAY = dt.date(2026, 3, 2)
ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "static" / "css"
INLINE = re.compile(r"\sstyle\s*=|\son[a-z]+\s*=|<style|<script(?![^>]*\ssrc=)")


def render(text, **context):
    return Template("{% load ui %}" + text).render(Context(context))


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (-1, "yesterday"),
        (5, "in 5 days"),
        (-3, "3 days ago"),
        (60, "in 60 days"),
        (61, "in 2 months"),
        (-400, "13 months ago"),
        (900, "in 2 years"),
    ],
)
def test_a_date_is_said_as_distance_from_today(days, words):
    assert ui.due_words(TODAY + dt.timedelta(days=days), TODAY) == words


def test_a_missing_date_is_a_dash():
    assert ui.due_words(None, TODAY) == "–"


@pytest.mark.parametrize(
    ("days", "state"), [(-1, "late"), (0, "today"), (1, "soon"), (14, "soon"), (15, "later"), (None, "none")]
)
def test_a_date_is_late_today_soon_or_later(days, state):
    day = None if days is None else TODAY + dt.timedelta(days=days)

    assert ui.due_state(day, TODAY) == state


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ada Lovelace", "AL"),
        ("ada", "A"),
        ("Jean-Luc van der Berg", "JB"),
        ("Dr. Pieter van Dam", "PD"),
        ("Prof. Dr. Ada Lovelace", "AL"),
        ("J. R. Hartley", "JH"),
        ("Dr.", "D"),
        ("王小明", "小明"),
        ("李 雷", "李雷"),
        ("", ""),
        (None, ""),
    ],
)
def test_initials_of_a_name(name, letters):
    assert ui.initials(name) == letters


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal(1250000), "1,250,000\N{NO-BREAK SPACE}EUR"),
        (Decimal("1250000.0000"), "1,250,000\N{NO-BREAK SPACE}EUR"),
        (Decimal("3500.5"), "3,500.50\N{NO-BREAK SPACE}EUR"),
        (-20, "-20\N{NO-BREAK SPACE}EUR"),
        (0, "0\N{NO-BREAK SPACE}EUR"),
        (None, "–"),
    ],
)
def test_an_amount_is_grouped_and_has_decimals_only_when_it_is_not_whole(value, text):
    with translation.override("en"):
        assert ui.money(value, "EUR") == text


def test_an_amount_is_grouped_in_chinese_as_in_accounts():
    with translation.override("zh-hans"):
        assert ui.money(Decimal("12500.5"), "EUR") == "12,500.50\N{NO-BREAK SPACE}EUR"
        assert ui.money(Decimal(1250000), "EUR") == "1,250,000\N{NO-BREAK SPACE}EUR（125万）"
        assert ui.money(Decimal("-123456789.5"), "CNY") == "-123,456,789.50\N{NO-BREAK SPACE}CNY（约-1.23亿）"


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (Decimal("1.234"), "BHD", "1.234"),
        (Decimal("1.5"), "BHD", "1.500"),
        (Decimal("1000.6"), "JPY", "1,001"),
        (Decimal("1.2345"), "EUR", "1.23"),
        (Decimal("1.2345"), "", "1.2345"),
        (1.23456, "", "1.23"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency(value, currency, text):
    assert ui.amount(value, currency) == text


@pytest.mark.parametrize(
    ("low", "high", "language", "text"),
    [
        (800, 1200, "en", "800–1,200\N{NO-BREAK SPACE}EUR"),
        (None, 1200, "en", "up to 1,200\N{NO-BREAK SPACE}EUR"),
        (800, None, "en", "at least 800\N{NO-BREAK SPACE}EUR"),
        (800, 800, "en", "800\N{NO-BREAK SPACE}EUR"),
        (800_000, 1_200_000, "zh-hans", "800,000–1,200,000\N{NO-BREAK SPACE}EUR（80万–120万）"),
    ],
)
def test_a_range_says_its_currency_once(low, high, language, text):
    with translation.override(language):
        assert ui.money_range(low, high, "EUR") == text


@pytest.mark.parametrize(
    ("currency", "text"), [("USD", "1,500,000\N{NO-BREAK SPACE}USD"), ("JPY", "150,000,000\N{NO-BREAK SPACE}JPY")]
)
def test_an_example_is_in_figures_usual_in_the_teams_currency(currency, text):
    assert ui.example(1_500_000, currency) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(0), "0%"),
        (Fraction(1, 1000), "1%"),
        (Fraction(999, 1000), "99%"),
        (Decimal("0.425"), "42%"),
        (1, "100%"),
        (None, "–"),
    ],
)
def test_a_share_is_whole_per_cent_and_full_only_when_all_is_done(share, text):
    assert ui.percent(share) == text


@pytest.mark.parametrize(
    ("state", "mark"),
    [("in_progress", "active"), ("completed", "good"), ("occurred", "bad"), ("cancelled", "closed"), ("x", "neutral")],
)
def test_a_state_has_a_mark(state, mark):
    assert ui.tone(state) == mark


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/17.5 Safari/605.1.15", "Safari on macOS"),
        ("Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0", "Firefox on Android"),
        ("curl/8.5", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_a_user_agent_is_said_as_browser_and_system(header, words):
    assert ui.browser(header) == words


@pytest.mark.parametrize(
    ("tags", "url"),
    [("undo:/t/acme/x/undo/", "/t/acme/x/undo/"), ("undo:/x/ on:M-3=/y/", "/x/"), ("other", ""), ("", "")],
)
def test_a_message_carries_the_address_of_its_undo(tags, url):
    assert ui.undo_url(Message(constants.SUCCESS, "Done.", extra_tags=tags)) == url


def test_an_icon_is_hidden_from_screen_readers_and_has_the_size_asked_for():
    shown = render('{% icon "flag" 18 %}')

    assert 'aria-hidden="true"' in shown
    assert 'width="18"' in shown


class SampleForm(forms.Form):
    folded = {"More about it": ("cause", "effect")}
    title = forms.CharField(help_text="In one line.")
    cause = forms.CharField(required=False)
    effect = forms.CharField(required=False)


def test_optional_parts_of_a_form_start_folded():
    shown = ui.parts(SampleForm())

    assert [field.name for field in shown["open"]] == ["title"]
    assert [(part["title"], part["is_open"]) for part in shown["folded"]] == [("More about it", False)]


def test_a_folded_part_with_something_in_it_is_open():
    shown = ui.parts(SampleForm(initial={"effect": "Delay"}))

    assert shown["folded"][0]["is_open"] is True


class ChoiceForm(forms.Form):
    folded = {"For a metric": ("threshold", "unit"), "For an approval": ("approver",), "Order": ("position",)}
    unfolds = {"kind": {"metric": ("threshold", "unit"), "approval": ("approver",)}}
    kind = forms.CharField(initial="checkbox")
    threshold, unit = forms.CharField(required=False), forms.CharField(required=False)
    approver, position = forms.CharField(required=False), forms.CharField(required=False)


@pytest.mark.parametrize("kind", ["checkbox", "metric", "approval"])
def test_the_part_that_belongs_to_what_is_chosen_is_open(kind):
    form = ChoiceForm(initial={"kind": kind}, prefix="new")

    shown = [(part["title"], part["is_open"]) for part in ui.parts(form)["folded"]]
    html = str(form)

    assert shown == [("For a metric", kind == "metric"), ("For an approval", kind == "approval"), ("Order", False)]
    assert html.count('<details class="fold" data-unfolds="new-kind"') == 2
    assert (f'data-unfolds="new-kind" data-value="{kind}" open' in html) == (kind != "checkbox")


def test_where_the_choice_is_made_already_its_part_is_like_any_other():
    form = ChoiceForm(initial={"kind": "metric"})
    del form.fields["kind"]

    assert [(part["choice"], part["is_open"]) for part in ui.parts(form)["folded"]] == [(None, False)] * 3
    assert "data-unfolds" not in str(form)


def test_a_field_names_its_help_and_its_error_to_screen_readers():
    html = SampleForm({"title": ""}).as_div()

    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html
    assert "(required)" in html


def test_progress_is_drawn_without_style_attributes():
    html = render(
        '{% include "components/progress.html" with percent=42 expected=60 behind=1 label="Public beta" only %}'
    )

    assert 'width="42%"' in html
    assert 'x1="60%"' in html
    assert "style=" not in html
    assert 'aria-label="Public beta 42%, 60% expected by today"' in html


def test_nobody_is_shown_as_no_owner():
    html = render('{% include "components/person.html" with person=None only %}')

    assert "no owner" in html


def test_a_due_date_shows_itself_on_hover_and_in_print():
    html = render('{% include "components/due.html" with day=day today=today only %}', day=TODAY, today=TODAY)

    assert f'title="Monday, {date_format(TODAY)}"' in html
    assert f'<span class="print-only">{date_format(TODAY)}</span>' in html


def test_the_date_of_what_is_done_is_no_distance_any_more():
    html = render(
        '{% include "components/due.html" with day=day today=today done=True only %}',
        day=TODAY + dt.timedelta(days=120),
        today=TODAY,
    )

    assert date_format(TODAY + dt.timedelta(days=120)) in html
    assert "in 4 months" not in html


class Marked(forms.Select):
    """A list whose options have attributes of their own."""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"] |= {"data-of": f'"{value}"', "disabled": value == "b", "hidden": False}
        return option


@pytest.mark.parametrize("kind", [forms.Select, forms.SelectMultiple, forms.NullBooleanSelect, Marked])
def test_a_list_to_choose_from_is_written_as_django_writes_it(kind):
    widget = kind(attrs={"id": "x", "required": True})
    if kind is not forms.NullBooleanSelect:
        widget.choices = [("", "–"), ("a", "A & <a>"), ("Group “1”", [("b", "B"), (3, "Three")]), (None, "None")]

    ours, theirs = (
        [line.strip() for line in widget.render("name", "a", renderer=renderer).splitlines() if line.strip()]
        for renderer in (LandfallRenderer(), DjangoTemplates())
    )

    assert ours == theirs


def sources(folder):
    storage = FileSystemStorage(location=folder)
    return {
        str(path.relative_to(folder)): (storage, str(path.relative_to(folder)))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def collect(source, target):
    """Do what collectstatic does: copy, then process; return the served name of each file."""
    shutil.copytree(source, target, dirs_exist_ok=True)
    storage = JoinedManifestStorage(location=target, base_url="/static/")
    done = storage.post_process(sources(source))
    return {name: hashed for name, hashed, _ in done if not hashed.endswith(".gz")}


def test_the_joined_style_sheet_holds_every_component_in_its_layer():
    text = joined(sources(ROOT / "static"))

    assert "@import" not in text
    assert "@layer components {\n/* <button class" in text
    assert text.index("@layer reset, tokens, base, layout, components, utilities;") < text.index("@layer reset {")


def test_collected_style_sheet_is_one_hashed_and_compressed_file(tmp_path):
    done = collect(ROOT / "static", tmp_path)

    served = tmp_path / done["css/app.css"]
    assert "@import" not in served.read_text()
    assert gzip.decompress(Path(f"{served}.gz").read_bytes()) == served.read_bytes()
    assert json.loads((tmp_path / "staticfiles.json").read_text())["paths"]["css/app.css"] == done["css/app.css"]


def test_of_what_libraries_bring_only_what_pages_ask_for_is_collected(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path

    call_command("collectstatic", interactive=False, verbosity=0)

    folders = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_dir()}
    assert {"css/components", "drf_spectacular_sidecar/swagger-ui-dist", "js"} <= folders
    assert (tmp_path / "django_htmx" / "htmx-2.min.js").is_file()
    assert not folders & {"rest_framework", "drf_spectacular_sidecar/redoc", "django_htmx/ext"}


def test_a_changed_component_reaches_the_style_sheet_collected_again(tmp_path):
    source, target = tmp_path / "source" / "css", tmp_path / "target"
    source.mkdir(parents=True)
    (source / "app.css").write_text('@import url("a.css") layer(base);\n')
    (source / "a.css").write_text("a { color: red; }\n")
    collect(source.parent, target)

    (source / "a.css").write_text("a { color: blue; }\n")
    collect(source.parent, target)

    assert (target / "css" / "app.css").read_text() == "@layer base {\na { color: blue; }\n}\n"


def test_the_script_of_every_page_is_one_file(tmp_path):
    done = collect(ROOT / "static", tmp_path)

    text = (tmp_path / done["js/app.js"]).read_text()
    assert re.findall(r"^(?:import|export) .*", text, re.MULTILINE) == []
    assert text.index("function watchMenus()") < text.index("\nwatchMenus();")


def test_a_module_that_two_others_need_is_written_out_once_before_them(tmp_path):
    scripts = tmp_path / "js"
    scripts.mkdir()
    (scripts / "app.js").write_text('import { a } from "./a.js";\nimport { b } from "./b-b.js";\na();\nb();\n')
    (scripts / "a.js").write_text('import { tell } from "./tell.js";\nexport function a() {\n  tell();\n}\n')
    (scripts / "b-b.js").write_text('import { tell } from "./tell.js";\nexport const b = () => tell();\n')
    (scripts / "tell.js").write_text("export async function tell() {}\n")

    text = joined_script(sources(tmp_path))

    order = [text.index(each) for each in ("async function tell", "function a()", "const b =", "\na();\nb();")]
    assert (order, text.count("function tell")) == (sorted(order), 1)
    assert "return { b };" in text


@pytest.mark.parametrize("path", sorted(CSS.rglob("*.css")), ids=lambda path: path.name)
def test_no_style_sheet_fetches_anything_else(path):
    rest = path.read_text() if path.name != "app.css" else ""

    assert "url(" not in rest


def test_every_component_is_in_the_style_sheet():
    listed = (CSS / "app.css").read_text()

    assert [path.name for path in sorted((CSS / "components").glob("*.css")) if path.name not in listed] == []


@pytest.mark.parametrize(
    "path",
    ["login/", "signup/", "password/reset/", "password/reset/done/", "confirm-email/", "inactive/", "logout/"],
)
def test_ways_in_have_one_heading_and_nothing_inline(client, db, path):
    html = client.get(f"/accounts/{path}", follow=True).content.decode()

    assert html.count("<h1") == 1
    assert INLINE.findall(html) == []


@pytest.mark.parametrize("path", ["email/", "password/change/", "sessions/", "logout/"])
def test_pages_of_ones_own_account_have_one_heading_and_nothing_inline(browse, viewer, path):
    response = browse(viewer).get(f"/accounts/{path}", follow=True)
    html = response.content.decode()

    assert response.status_code == 200
    assert html.count("<h1") == 1
    assert INLINE.findall(html) == []


@pytest.mark.parametrize("name", ["404.html", "403.html", "403_csrf.html", "500.html"])
def test_error_pages_need_no_request(name):
    html = get_template(name).render()

    assert html.count("<h1") == 1
    assert INLINE.findall(html) == []


def test_an_undo_is_a_form_in_the_toast_and_an_error_is_a_notice(rf):
    request = rf.get("/t/acme/")
    messages = [
        Message(constants.SUCCESS, "M-41 was completed.", extra_tags="undo:/t/acme/undo/"),
        Message(constants.ERROR, "M-42 was not."),
    ]

    html = render_to_string("components/toasts.html", {"messages": messages, "request": request})
    notices = render_to_string("components/notices.html", {"messages": messages})

    assert 'action="/t/acme/undo/"' in html
    assert 'value="/t/acme/"' in html
    assert "M-42 was not." not in html
    assert "M-42 was not." in notices
    assert "M-41" not in notices


@pytest.mark.parametrize("path", sorted(CSS.rglob("*.css")), ids=lambda path: path.name)
def test_only_the_tokens_name_colours(path):
    text = "" if path.name == "tokens.css" else path.read_text()

    assert re.findall(r"oklch\((?!from)|#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(|:\s*(?:white|black|red)\b", text) == []


def test_every_token_a_component_uses_exists():
    named = set(re.findall(r"(--[\w-]+):", "".join(path.read_text() for path in CSS.rglob("*.css"))))
    used = set(re.findall(r"var\((--[\w-]+)", "".join(path.read_text() for path in CSS.rglob("*.css"))))

    assert used - named == set()


def test_toasts_sent_along_with_a_table_row_keep_their_form_whole(rf):
    request = rf.get("/")
    request.htmx = HtmxDetails(request)
    messages = [Message(constants.SUCCESS, "Done.", extra_tags="undo:/undo/"), Message(constants.ERROR, "Not that.")]
    context = {"messages": messages, "request": request, "out_of_band": True}

    html = render_to_string("components/toasts.html", context).strip()

    assert html.startswith("<template>")
    assert html.endswith("</template>")
    assert 'hx-swap-oob="beforeend:#toast"' in html
    assert 'hx-swap-oob="innerHTML:#notices"' in html


def test_nothing_is_sent_along_when_there_is_no_message(rf):
    html = render_to_string("components/toasts.html", {"messages": [], "request": rf.get("/"), "out_of_band": True})

    assert html.strip() == ""


@pytest.mark.parametrize(
    ("text", "shown"), [("", ""), ("nine word", "nine word"), ("nine words", "nine wor…"), ("a long  word", "a long…")]
)
def test_a_text_too_long_for_its_place_ends_with_dots(text, shown):
    assert ui.shortened(text, 9) == shown
