"""The house rules a machine can hold: layers, one way to rows, sizes, no inline style or script."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.utils.functional import Promise

from teams.models import StoredRow

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ["core", "teams", "planner", "funding", "risks", "forecast", "playbook", "alerts", "desk", "config"]
APPS = [name for name in LAYERS if name != "config"]
OUTER_FILES = ("views", "api.py", "endpoints.py", "forms.py", "filters.py", "serializers.py", "web.py", "front.py")
MAIL = "templates/mail/"


def place(path):
    return str(path.relative_to(ROOT))


def python_files(*names):
    for name in names:
        yield from (path for path in (ROOT / name).rglob("*.py") if "migrations" not in path.parts)


def outer_files():
    """Yield the files that answer requests: pages, API, forms, filters, serializers."""
    for path in python_files(*APPS):
        relative = path.relative_to(ROOT)
        if relative.parts[1].startswith("views") or relative.name in OUTER_FILES or relative.name.endswith("_forms.py"):
            yield path


def test_no_foreign_key_points_to_a_higher_layer():
    upward = []
    for model in apps.get_models():
        if model._meta.app_label not in LAYERS:
            continue
        for field in model._meta.get_fields(include_hidden=True):
            if field.auto_created or not field.is_relation or field.related_model is None:
                continue
            target = field.related_model._meta.app_label
            if target in LAYERS and LAYERS.index(target) > LAYERS.index(model._meta.app_label):
                upward.append(f"{model._meta.label}.{field.name}")

    assert upward == []


def test_risks_and_funding_do_not_know_each_other():
    knowing = [
        str(path)
        for path in python_files("funding")
        if re.search(r"^(from|import) risks", path.read_text(), re.MULTILINE)
    ]

    assert knowing == []


WRITES = {"save", "delete", "create", "update", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}
# Ends in row.store(), see teams/serializers.py; DRF's own create(); a dict of the address's query.
NO_WRITES = ("serializer.save", "super().create", "query.update")


def test_what_answers_requests_writes_through_store_and_verbs_alone():
    written = [
        f"{place(path)}:{node.lineno}: {node.func.attr}"
        for path in outer_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and ast.unparse(node.func) not in NO_WRITES
    ]

    assert written == []


# Rows that belong to a person or to the request itself, not to a team that could differ.
ALLOWED = ("IdempotentRequest.objects", "User.objects", "Invitation.objects.open")
# Opens by a link derived from the row itself: there is no member to ask.
LINK_PAGES = {"alerts/views/link.py"}
BARE = re.compile(r"\b(?:[A-Z]\w+)\.objects\b(?!\s*\.(?:visible_to|all\(\)|none\(\)))")


def test_what_answers_requests_reads_rows_through_visible_to():
    """A bare manager would show another team's rows; `.objects.all()` is let through where a base narrows it."""
    bare = [
        f"{place(path)}: {text[match.start() : match.start() + 60]}"
        for path in outer_files()
        if place(path) not in LINK_PAGES
        for text in [path.read_text()]
        for match in BARE.finditer(text)
        if not text[match.start() :].startswith(ALLOWED)
    ]

    assert bare == []


def test_no_file_outgrows_its_room():
    outgrown = {
        place(path): lines
        for path in python_files(*LAYERS, "tools", "bench")
        if (lines := len(path.read_text().splitlines())) > 300
    }

    assert outgrown == {}


INLINE = re.compile(r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<style|<script(?![^>]*\ssrc=)|javascript:")


def test_templates_hold_no_inline_style_or_script():
    inline = {
        place(path): found
        for path in (ROOT / "templates").rglob("*.html")
        if not place(path).startswith(MAIL) and (found := INLINE.findall(path.read_text()))
    }

    assert inline == {}


def test_every_kind_of_row_has_a_name_that_is_translated():
    kinds = [model for model in apps.get_models() if issubclass(model, StoredRow)]
    names = {kind.__name__: (kind._meta.verbose_name, kind._meta.verbose_name_plural) for kind in kinds}

    assert [kind for kind, both in names.items() if not all(isinstance(name, Promise) for name in both)] == []


def test_nobody_marks_text_as_safe():
    trusting = [
        place(path)
        for path in python_files(*LAYERS)
        if re.search(r"\bmark_safe\(|\bSafeString\(|autoescape off", path.read_text())
    ]

    assert trusting == []


NORMAL_FORM = "core/normal_form.py"


def test_texts_are_normalised_in_one_place():
    """Elsewhere nothing bounds the marks in a row; Django's own `slugify` and `truncatechars` normalise, too."""
    elsewhere = [
        place(path)
        for path in python_files(*LAYERS)
        if place(path) != NORMAL_FORM and re.search(r"\bunicodedata\b", path.read_text())
    ]
    slugs = [
        f"{place(path)}: {call}"
        for path in python_files(*LAYERS)
        for call in re.findall(r"\bslugify\(.*", path.read_text())
        if not call.startswith("slugify(normal_form(")
    ]
    templates = [
        place(path)
        for path in (ROOT / "templates").rglob("*")
        if path.is_file() and re.search(r"\|\s*(truncat|slugify|urlize)", path.read_text())
    ]

    assert (elsewhere, slugs, templates) == ([], [], [])


WRITES_MAIL = re.compile(r"\b(EmailMessage|EmailMultiAlternatives|MIMEText|send_mail|send_mass_mail)\(")


def test_mail_is_written_where_headers_take_text_literally():
    """See core/headers.py; the subjects of the accounts' mails hold nobody's words."""
    writers = {place(path) for path in python_files(*LAYERS) if WRITES_MAIL.search(path.read_text())}

    assert writers == {"alerts/message.py", "teams/accounts.py", "teams/invitation_mail.py"}


@pytest.mark.parametrize("name", ["FIELD_KEYS", "INDEX_KEY"])
def test_readme_says_what_a_key_is_for_today(name):
    users = [place(path) for path in python_files(*APPS) if name in path.read_text()]
    [row] = [line for line in (ROOT / "README.md").read_text().splitlines() if line.startswith(f"| `{name}`")]

    assert ("nothing yet" in row) is (users == [])
