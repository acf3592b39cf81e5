"""Files that were once read wrongly, each for its kind; `went_wrong/` holds them as people sent them."""

from datetime import date
from pathlib import Path

import pytest

from core.tabular.dates import DayOrder
from core.tabular.reader import read_table
from planner.imports.dialects import read_plan, read_plan_file
from planner.imports.headers import recognise
from planner.imports.rows import Problem

FILES = Path(__file__).parent / "went_wrong"


def rows_of(name):
    return read_plan_file((FILES / name).read_bytes()).rows


def rows(text):
    return read_plan(read_table(text)).rows


def shape(found):
    return [(row.kind, row.title, row.state, row.milestone) for row in found]


def days(found):
    return {row.title: (row.start, row.due, row.done_on) for row in found if not row.is_implied}


def told(found):
    return {row.title: [problem.code for problem in row.problems] for row in found if row.problems}


@pytest.mark.parametrize("path", sorted(FILES.iterdir()), ids=lambda path: path.stem)
def test_every_row_can_be_taken_in_and_no_order_is_asked(path):
    plan = read_plan_file(path.read_bytes())

    assert [row.is_usable for row in plan.rows] == [True] * len(plan.rows)
    assert plan.order == DayOrder("none")


def test_category_of_a_status_stands_in_for_a_status_nobody_knows():
    found = rows_of("01_jira_status_category.csv")

    assert shape(found) == [
        ("milestone", "Alpha", "in_progress", ""),
        ("task", "Sign contract", "in_progress", "Alpha"),
        ("task", "Publish page", "done", "Alpha"),
        ("task", "Write brief", "todo", "Alpha"),
    ]
    assert told(found) == {}


def test_status_is_believed_before_its_category():
    header = "Summary,Issue key,Issue Type,Status,Project name,Status Category\n"

    (task,) = rows(f"{header}A,X-1,Task,Won't Do,P,Done\n")[-1:]

    assert task.state == "cancelled"


def test_spanish_jira_is_read_like_the_english_one():
    found = rows_of("02_jira_es.csv")

    assert shape(found) == [
        ("milestone", "Pagos", "in_progress", ""),
        ("task", "Cobrar con tarjeta", "done", "Pagos"),
        ("task", "Prueba de cobro", "todo", "Pagos"),
    ]
    assert days(found) == {
        "Pagos": (None, date(2026, 4, 30), None),
        "Cobrar con tarjeta": (None, date(2026, 4, 5), date(2026, 4, 6)),
        "Prueba de cobro": (None, date(2026, 8, 2), None),
    }
    assert {row.project for row in found} == {"Tienda"}
    assert told(found) == {}


def test_months_are_read_by_their_names_in_other_languages():
    assert days(rows_of("03_jira_dates_local_months.csv")) == {
        "A": (None, date(2026, 4, 2), date(2026, 3, 19)),
        "B": (None, date(2025, 12, 2), None),
        "C": (None, date(2025, 12, 2), None),
        "D": (None, date(2023, 7, 19), None),
        "E": (None, date(2026, 5, 15), None),
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "06_linear.csv",
            [
                ("milestone", "Beta", "in_progress", ""),
                ("task", "Ship two", "in_progress", "Beta"),
                ("task", "Fix login", "cancelled", "Beta"),
                ("task", "Docs", "done", "Beta"),
                ("task", "Triage me", "backlog", ""),
            ],
        ),
        (
            "32_linear_iso.csv",
            [
                ("milestone", "Beta", "in_progress", ""),
                ("task", "Ship", "in_progress", "Beta"),
                ("task", "Fix login", "todo", ""),
                ("task", "Docs", "done", "Beta"),
            ],
        ),
    ],
)
def test_issues_without_a_milestone_stay_tasks_and_sub_issues_go_with_their_parent(name, expected):
    assert shape(rows_of(name)) == expected


def test_dates_of_javascript_and_owners_of_issues_are_read():
    found = rows_of("06_linear.csv")

    assert days(found) == {
        "Ship two": (None, date(2025, 4, 24), None),
        "Fix login": (None, None, None),
        "Docs": (None, date(2024, 3, 9), date(2024, 3, 6)),
        "Triage me": (None, None, None),
    }
    assert [row.owner_email for row in found if row.owner_email] == ["dana@example.com"]
    assert told(found) == {"Triage me": ["milestone_missing"]}


def test_underscores_are_spaces():
    found = rows_of("16_snake.csv")

    assert shape(found) == [("milestone", "Beta", "completed", ""), ("task", "Alpha", "done", "Beta")]
    assert days(found) == {"Alpha": (date(2026, 3, 1), date(2026, 3, 31), date(2026, 3, 30))}
    assert found[-1].owner_email == "ann@example.com"


def test_a_column_of_milestones_that_says_yes_or_no_is_a_flag():
    found = rows_of("31_msproject_iso.csv")

    assert shape(found) == [
        ("task", "Initiation", "todo", ""),
        ("milestone", "Scope agreed", "planned", ""),
        ("task", "Requirements", "todo", ""),
    ]
    assert days(found)["Requirements"] == (date(2026, 12, 7), date(2026, 12, 18), None)


@pytest.mark.parametrize(
    ("cells", "kinds"),
    [
        (("Ja", "Nein"), ["milestone", "task"]),
        (("1", "0"), ["milestone", "task"]),
        (("是", ""), ["milestone", "task"]),
        (("", "1"), ["milestone", "task"]),  # the number of the row above
    ],
)
def test_only_yes_and_no_make_a_flag(cells, kinds):
    found = rows(f"ID,Title,Milestone\n1,Beta,{cells[0]}\n2,Call,{cells[1]}\n")

    assert [row.kind for row in found] == kinds


def test_a_row_with_a_parent_is_its_task():
    found = rows_of("34_asana_template_parent.csv")

    assert shape(found) == [
        ("milestone", "Projects MVP", "planned", ""),
        ("task", "Project page", "todo", "Projects MVP"),
        ("task", "Budget view", "todo", "Projects MVP"),
    ]
    assert [row.milestone_id for row in found[1:]] == [found[0].external_id] * 2


def test_a_row_below_others_goes_with_the_topmost_or_the_first_that_names_a_milestone():
    found = rows("ID,Title,Parent\n1,Launch,\n2,Site,1\n3,Text,2\n4,Photo,9\n")
    named = rows("ID,Title,Parent,Milestone\n1,Launch,,Beta\n2,Site,1,\n3,Text,2,\n4,Price,,\n5,Table,4,\n")

    assert [(row.kind, row.title, row.milestone_id) for row in found] == [
        ("milestone", "Launch", ""),
        ("task", "Site", "1"),
        ("task", "Text", "1"),
        ("task", "Photo", "9"),
    ]
    assert [(row.kind, row.title, row.milestone) for row in named] == [
        ("milestone", "Beta", ""),
        ("task", "Launch", "Beta"),
        ("task", "Site", "Beta"),
        ("task", "Text", "Beta"),
        ("task", "Price", ""),
        ("task", "Table", ""),
    ]


def test_rows_that_name_no_milestone_are_milestones_where_the_file_lists_some():
    found = rows("Title,Milestone\nBeta,\nCall,Beta\nLaunch,\n")

    assert [(row.kind, row.title) for row in found] == [
        ("milestone", "Beta"),
        ("task", "Call"),
        ("milestone", "Launch"),
    ]


def test_a_date_in_a_column_completed_is_the_day_beside_a_status_too():
    found = rows_of("36_completed_date_beside_status.csv")

    assert shape(found) == [("milestone", "Beta", "completed", ""), ("task", "Docs", "done", "Beta")]
    assert days(found) == {"Docs": (None, date(2026, 11, 9), date(2026, 11, 6))}


def test_the_same_day_and_month_is_not_ambiguous():
    assert days(rows_of("39_same_day_and_month.csv")) == {"A": (None, date(2027, 1, 1), None)}


def test_capitals_part_words_and_true_is_done():
    found = rows_of("40_camel.csv")

    assert shape(found) == [
        ("milestone", "Prepare questions", "planned", ""),
        ("task", "Census launch", "done", "Prepare questions"),
    ]
    assert [(row.project, row.external_id, row.description) for row in found] == [
        ("Report", "1143", "- one\n- two"),
        ("Report", "1142", ""),
    ]
    assert days(found) == {
        "Prepare questions": (None, date(2026, 12, 2), None),
        "Census launch": (None, date(2026, 12, 24), date(2026, 11, 2)),
    }


JIRA = {
    "es": "Resumen,Clave de incidencia,ID de la incidencia,Tipo de Incidencia,Estado,Nombre del proyecto,Resolución,"
    "Resuelta,Persona asignada,Fecha de vencimiento,Campo personalizado (Start date),Versiones corregidas,Principal,"
    "Descripción,Estimación original",
    "pl": "Podsumowanie,Klucz zgłoszenia,Id. zgłoszenia,Typ zgłoszenia,Status,Nazwa projektu,Rozwiązanie,"
    "Rozwiązano,Osoba przypisana,Termin,Pole niestandardowe (Start date),Wersje poprawki,Element nadrzędny,"
    "Opis,Pierwotne oszacowanie",
    "de": "Zusammenfassung,Vorgangsschlüssel,Vorgangs-ID,Vorgangstyp,Status,Projektname,Lösung,"
    "Erledigt,Zugewiesene Person,Fälligkeitsdatum,Benutzerdefinierte Felder (Start date),Lösungsversionen,"
    "Übergeordnet,Beschreibung,Ursprüngliche Schätzung",
    "fr": "Résumé,Clé de ticket,ID du ticket,Type de ticket,État,Nom du projet,Résolution,"
    "Résolu,Personne assignée,Date d’échéance,Champs personnalisés (Start date),Versions corrigées,Parent,"
    "Description,Estimation originale",
    "pt": "Resumo,Chave da item,ID da item,Tipo de item,Status,Nome do projeto,Resolução,"
    "Resolvido,Responsável,Data limite,Campo personalizado (Data de início),Versões corrigidas,Pai,"
    "Descrição,Estimativa original",
    "zh": "概要,问题关键字,问题 ID,问题类型,状态,项目名称,解决结果,"
    "已解决,经办人,到期日,自定义字段（开始日期）,修复版本,父级,"
    "描述,初始预估时间",
}
FIELDS = "title key issue_id issue_type state project resolution done_on owner due start versions parent"
FIELDS += " description estimate"


@pytest.mark.parametrize("header", JIRA.values(), ids=JIRA)
def test_jira_in_another_language_has_all_its_columns(header):
    found = recognise(header.split(","))

    assert (found.dialect, found.unread) == ("jira", ())
    assert dict(found.columns.positions) == {name: (place,) for place, name in enumerate(FIELDS.split())}


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("es", "A,X-1,1,Tarea,Finalizada,P,Listo,06/abr/26 12:55 AM,Ana,05/abr/26 12:00 AM,02/ene/26 12:00 AM,,,,"),
        ("pl", "A,X-1,1,Zadanie,Gotowe,P,Gotowe,06/kwi/26 00:55,Ana,05/kwi/26 00:00,02/sty/26 00:00,,,,"),
        ("de", "A,X-1,1,Aufgabe,Fertig,P,Fertig,06/Apr/26 12:55 AM,Ana,05/Apr/26 12:00 AM,02/Jän/26 00:00,,,,"),
        ("fr", "A,X-1,1,Tâche,Terminé(e),P,Terminé,06/avr./26 12:55 AM,Ana,05/avr./26 12:00 AM,02/janv./26 00:00,,,,"),
        ("pt", "A,X-1,1,Tarefa,Itens concluídos,P,Concluído,06/abr/26 12:55 AM,Ana,05/abr/26,02/jan/26,,,,"),
        ("zh", "A,X-1,1,任务,完成,P,完成,06/四月/26 12:55 上午,Ana,05/四月/26 12:00 上午,02/1月/26,,,,"),
    ],
)
def test_jira_in_another_language_says_the_same(language, line):
    (task,) = rows(f"{JIRA[language]}\n{line}\n")[-1:]

    assert (task.kind, task.state, task.owner_name) == ("task", "done", "Ana")
    assert (task.start, task.due, task.done_on) == (date(2026, 1, 2), date(2026, 4, 5), date(2026, 4, 6))
    assert task.problems == ()


@pytest.mark.parametrize("word", ["Epic", "Épica", "Epik", "Épico", "Epopée", "史诗", "长篇故事"])
def test_an_epic_is_one_in_every_language(word):
    header = "Summary,Issue key,Issue Type,Status\n"

    assert [row.kind for row in rows(f"{header}A,X-1,{word},Open\n")] == ["milestone"]


def test_each_column_of_dates_settles_its_own_order():
    plan = read_plan(read_table("Title,Start,Due\nA,3/4/2026,30/5/2026\nB,4/13/2026,1/6/2026\n"))

    assert plan.order == DayOrder("none")
    assert days(plan.rows) == {
        "A": (date(2026, 3, 4), date(2026, 5, 30), None),
        "B": (date(2026, 4, 13), date(2026, 6, 1), None),
    }


def test_a_column_that_settles_nothing_goes_by_the_others_or_is_asked_about():
    one = read_plan(read_table("Title,Start,Due\nA,3/4/2026,30/5/2026\n"))
    two = read_plan(read_table("Title,Start,Due,Done on\nA,3/4/2026,30/5/2026,5/30/2026\n"))

    assert one.rows[0].start == date(2026, 4, 3)
    assert two.order == DayOrder("ask", "3/4/2026")
    assert two.rows[0].problems == (Problem("date_ambiguous", {"column": "Start", "value": "3/4/2026"}),)


def test_repeated_head_lines_are_no_rows():
    found = read_plan(read_table("Title,Due\nA,2026-01-01\nTITLE,Due,\nB,2026-01-02\n\nPage 2\nTitle,due\nC,\n"))

    assert [(row.line, row.title) for row in found.rows] == [(2, "A"), (4, "B"), (8, "C")]
    assert (found.second_table, found.notices) == (0, ())


@pytest.mark.parametrize("head", ["", "Resources,,\n"])
def test_a_second_table_is_left_out_and_told(head):
    plan = read_plan(read_table(f"Title,Due,State\nA,,\nB,,\n\n{head}Name,Email,Capacity\nAna,ana@example.com,5\n"))

    assert [row.title for row in plan.rows] == ["A", "B"]
    assert plan.second_table == 5


def test_a_blank_line_alone_begins_no_table():
    plan = read_plan(read_table("Title,Kind,State\nA,task,\n\nContent,Task,Open\n\nPhase two\nDue,,\n"))

    assert [row.title for row in plan.rows] == ["A", "Content", "Phase two", "Due"]
    assert plan.second_table == 0


ASANA = "Task ID,Name,Section/Column,Completed At,Parent task,Blocked By (Dependencies),Blocking (Dependencies)\n"


def links_of(text):
    return {row.title: [(link.name, link.line) for link in row.waits_for] for row in rows(ASANA + text)}


def test_dependencies_of_asana_become_links_between_its_milestones():
    text = '1,"Write, test",Web,,,,\n2,a,Web,,"Write, test",,\n3,Launch,Web,,,"Write, test,Price",\n4,b,Web,,Launch,,\n'
    text += "5,Price,Web,,,,Launch\n6,c,Web,,Price,,\n7,Party,Web,,,,\n8,d,Web,,Party,,\n9,Sale,Web,,,Gone,Party\n"
    text += "10,e,Web,,Sale,,\n"

    found = links_of(text)

    assert found["Launch"] == [("Write, test", 2), ("Price", 6)]
    assert found["Party"] == [("Sale", 10)]
    assert found["Sale"] == [("Gone", 0)]
    assert sum(map(len, found.values())) == 4


def test_dependencies_of_tasks_are_told():
    found = rows(ASANA + "1,Launch,Web,,,Call,\n2,a,Web,,Launch,Call,\n3,Call,Web,,,,\n")

    assert told(found) == {"Launch": ["link_to_task"], "a": ["link_of_task"]}
    assert [row.waits_for for row in found if row.waits_for] == []
