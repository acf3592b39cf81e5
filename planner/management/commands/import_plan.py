"""manage.py import_plan FILE --team T: show row by row what a file would do; --apply does it."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.tabular.encoding import ENCODINGS
from core.tabular.problems import MAX_BYTES, TabularError
from core.tabular.reader import fold
from planner.import_forms import MEGABYTE, check_columns, file_name_of
from planner.imports.applying import apply_import
from planner.imports.judging import Judge
from planner.imports.known import projects_of
from planner.imports.reading import open_plan
from planner.imports.remarks import words
from planner.imports.showing import dialect_of, skipped_of
from planner.imports.staging import stage, tally
from planner.imports.uploading import store_upload
from planner.models import Archived, PlanImport, Verdict
from planner.models.planimport import ANSWERS
from teams.models import Team


class Command(BaseCommand):
    help = "Import a plan from a file, as a page of the team does. Without --apply nothing is written."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the CSV, XLSX or JSON file")
        parser.add_argument("--team", required=True, help="the team's short name, as in its address")
        parser.add_argument("--project", default="", help="put everything into this project; made if missing")
        parser.add_argument("--encoding", default="", choices=["", *ENCODINGS], help="how the text is encoded")
        parser.add_argument("--sheet", default="", help="which sheet of a workbook; the first unless given")
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="FIELD=NAME",
            help="which column of a plain list holds what",
        )
        order = parser.add_mutually_exclusive_group()
        order.add_argument("--day-first", dest="day_order", action="store_const", const="dmy", default="")
        order.add_argument("--month-first", dest="day_order", action="store_const", const="mdy")
        parser.add_argument("--skip-archived", action="store_true", help="leave out the archived cards of Trello")
        parser.add_argument("--apply", action="store_true", help="do it, as one act that can be undone")

    def handle(self, *args, file, team, project, encoding, sheet, day_order, column, **options):
        planimport = self._draft(file, team, project)
        planimport.columns = self._columns(column)
        planimport.encoding, planimport.sheet, planimport.day_order = encoding, sheet, day_order or ""
        planimport.archived = Archived.SKIP if options["skip_archived"] else ""
        chosen = {name: getattr(planimport, name) for name in ANSWERS}
        content = self._bytes(file)
        try:
            reading = open_plan(content, **chosen)
        except TabularError as error:
            raise CommandError(words(error.code, error.params)) from error
        planimport.findings, planimport.size = reading.findings, len(content)
        self._tell_file(planimport)
        self._tell_rows(Judge(planimport, reading))
        if options["apply"]:
            self._apply(planimport, content, reading)
        else:
            self.stdout.write(_("Nothing was written. Add --apply to do this."))

    def _columns(self, choices):
        """Return what --column says, each FIELD=NAME."""
        columns = {name.strip(): column.strip() for name, _sign, column in (each.partition("=") for each in choices)}
        try:
            check_columns(columns)
        except ValidationError as error:
            raise CommandError(f"--column: {' '.join(error.messages)}") from error
        return columns

    def _draft(self, file, slug, project):
        team = Team.objects.filter(slug=slug).first()
        if team is None:
            raise CommandError(_("There is no team “%(slug)s”.") % {"slug": slug})
        planimport = PlanImport(team=team, file_name=file_name_of(file))
        planimport.project = projects_of(team, None).get(fold(project)) if project else None
        if planimport.project is None:
            planimport.new_project = " ".join(project.split())
        try:
            planimport.full_clean(exclude=["size"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return planimport

    def _bytes(self, file):
        try:
            if file.stat().st_size > MAX_BYTES:
                raise CommandError(words("file_too_large", {"limit": MAX_BYTES // MEGABYTE}))
            return file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error

    def _tell_file(self, planimport):
        found = planimport.findings
        self.stdout.write(f"{dialect_of(planimport)} ({found['encoding']})")
        if found["unread"]:
            self.stdout.write(_("Columns not used: %(names)s") % {"names": ", ".join(found["unread"])})
        for guess in found["encodings"]:
            self.stdout.write(f"  --encoding {guess['encoding']}: {guess['sample']}")
        if "day_order" in planimport.questions:
            told = _("“%(sample)s”: the day or the month may come first; choose --day-first or --month-first.")
            self.stdout.write(told % {"sample": found["sample"]})

    def _tell_rows(self, judge):
        rows = sorted(judge.verdicts(), key=lambda row: row.position)
        for row in rows:
            remarks = "; ".join(words(problem["code"], problem["params"]) for problem in row.problems)
            told = f"{row.line:>6}  {Verdict(row.verdict).label:<10} {row.get_kind_display():<10} {row.title}"
            self.stdout.write(f"{told}  [{remarks}]" if remarks else told)
        counts = tally(rows)
        told = ", ".join(f"{verdict.label}: {counts[verdict]}" for verdict in Verdict)
        self.stdout.write(
            _("%(counts)s, with warnings: %(warnings)s") % {"counts": told, "warnings": counts["warnings"]}
        )

    def _apply(self, planimport, content, reading):
        if "encoding" in planimport.questions:
            raise CommandError(_("The encoding is a guess. Choose one with --encoding, then --apply again."))
        if "day_order" in planimport.questions:
            sample = planimport.findings["sample"]
            raise CommandError(
                _("“%(sample)s”: choose --day-first or --month-first, then --apply again.") % {"sample": sample}
            )
        try:
            store_upload(planimport, content, by=None)
            stage(planimport, reading=reading)
            planimport.refresh_from_db()
            apply_import(planimport, by=None)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        for entry in skipped_of(planimport):
            self.stdout.write(f"{entry['line']:>6}  {entry['title']}: {entry['reason']}")
        told = {"made": planimport.outcome["made"], "changed": planimport.outcome["changed"]}
        self.stdout.write(_("Made: %(made)s, changed: %(changed)s.") % told)
