"""What files of other programs say, row by row."""

import datetime as dt
from decimal import Decimal

import pytest

from risks.imports.remarks import words
from risks.imports.scores import figures_of_score, residual_score
from risks.models import Risk, RiskMatrix
from risks.models.matrix import usual_matrix
from tests.factories.risks import RiskFactory
from tests.factories.teams import MembershipFactory

from .register_files import brought, uploaded, verdicts

pytestmark = pytest.mark.django_db

CISO_EXPORT = (
    "\ufeffref_id;assets;threats;name;description;existing_applied_controls;current_impact;current_proba;current_risk;"
    "additional_controls;residual_impact;residual_proba;residual_risk;treatment;strength_of_knowledge\r\n"
    'R.1;Model weights;Theft;Weights leak;Somebody copies them;"Access list\nLogging";High;Low;Medium;'
    "Signed weights;Low;Very low;Low;mitigate;--\r\n"
    "R.2;;;Not looked at;;;-1;-1;--;;--;--;--;open;--\r\n"
    "R.3;;;No risk;;;--;--;--;;--;--;--;cancelled;--\r\n"
    "R.4;;;Odd level;;;Catastrophic;Low;High;;--;--;--;accept;--\r\n"
    "R.5;;;Odd treatment;;;--;--;--;;--;--;--;ignore;--\r\n"
).encode()
CISO_IMPORT = (
    b"ref_id;name;description;inherent_proba;inherent_impact;inherent_level;existing_controls;current_proba;"
    b"current_impact;current_level;additional_controls;residual_proba;residual_impact;residual_level;treatment;assets\n"
    b"R.1;Weights leak;;Very high;High;;;Low;High;;;-1;-1;;transfer;\n"
)
SIMPLERISK = (
    b"ID,Status,Subject,Category,Owner,Planning Strategy,Calculated Risk,Residual Risk,Mitigation Percent,"
    b"Current Solution,Next Review Date\n"
    b"1001,New,Vendor closes,Technical,,Mitigate,6.4,,60,Second vendor,2026-05-01\n"
    b"1002,Closed,Old one,People,Nobody Known,Accept,,,,,\n"
    b"1003,New,Odd score,Technical,,Mitigate,64,,,,\n"
)
REDMINE = (
    b"id,project,subject,category,probability,impact,magnitude,status,strategy,author,assigned_to,created_on,updated_on,"
    b"closed_on,last_updated_by,description,treatments,lessons\n"
    b"7,AI,Server lost,Technical,45,80,36,open,eliminate,,,,,,,It burns,Back it up,\n"
    b"8,AI,Over,Technical,120,80,36,closed,mitigate,,,,,,,,,\n"
)


def figures(risk, score):
    rating = getattr(risk, score)
    return rating and (rating.probability, rating.impact)


@pytest.mark.parametrize("hour", [0, 11, 23])
def test_an_export_of_ciso_assistant_is_read_by_its_words_at_any_hour(owner, time_machine, hour):
    time_machine.move_to(dt.datetime(2026, 11, 30, hour, 30, tzinfo=dt.UTC))
    fileimport = brought(owner, CISO_EXPORT)

    assert fileimport.findings["dialect"] == "ciso"
    assert verdicts(fileimport) == {
        "Weights leak": ("create", []),
        "Not looked at": ("create", []),
        "No risk": ("create", []),
        "Odd level": ("bad", ["level_unknown"]),
        "Odd treatment": ("bad", ["treatment_unknown"]),
    }
    leak = Risk.objects.get(title="Weights leak")
    assert [figures(leak, score) for score in ("inherent", "current", "residual")] == [None, (2, 4), (1, 2)]
    assert (leak.strategy, leak.category, leak.status, leak.cause) == ("mitigate", "security", "assessed", "Theft")
    assert list(leak.actions.order_by("number").values_list("title", "state")) == [
        ("Access list", "done"),
        ("Logging", "done"),
        ("Signed weights", "todo"),
    ]
    assert leak.current.reason == "Imported from risks.csv."


def test_what_ciso_assistant_has_not_rated_stays_not_rated_and_what_is_cancelled_is_rejected(owner):
    brought(owner, CISO_EXPORT)

    open_one, cancelled = Risk.objects.get(title="Not looked at"), Risk.objects.get(title="No risk")

    assert (open_one.current, open_one.status, open_one.strategy) == (None, "identified", "")
    assert (cancelled.status, cancelled.closure_reason) == ("rejected", "not_a_risk")


def test_an_import_file_of_ciso_assistant_has_other_columns(owner):
    brought(owner, CISO_IMPORT)

    risk = Risk.objects.get()
    assert [figures(risk, score) for score in ("inherent", "current", "residual")] == [(5, 4), (2, 4), None]
    assert risk.strategy == "transfer"


def test_an_unknown_level_says_which_words_are_known(owner):
    row = uploaded(owner, CISO_EXPORT).rows.get(title="Odd level")

    problem = row.problems[0]
    assert words(problem["code"], problem["params"]) == (
        "“Catastrophic” in current_impact is no level of your matrix, and nothing was guessed. "
        "Write a figure from 1 to 5, or one of: Negligible, Minor, Noticeable, Major, Severe."
    )


def test_a_score_of_simplerisk_proposes_figures_and_its_residual_is_a_proposal(owner):
    fileimport = brought(owner, SIMPLERISK)

    assert verdicts(fileimport) == {
        "Vendor closes": ("create", []),
        "Old one": ("create", ["category_replaced", "owner_unknown", "closure_reason_chosen"]),
        "Odd score": ("bad", ["score_unreadable"]),
    }
    risk = Risk.objects.get(title="Vendor closes")
    assert [figures(risk, score) for score in ("current", "residual")] == [(4, 4), (3, 3)]
    assert (risk.current.external_source, risk.residual.external_source) == ("template", "template")
    assert risk.residual.reason == ("Proposed from the score 2.56 of risks.csv; judge it again for your own case.")
    assert (risk.next_review_on.isoformat(), risk.strategy) == ("2026-05-01", "mitigate")


@pytest.mark.parametrize(
    ("score", "percent", "residual"), [("5.71", 60, "2.28"), ("4.8", 60, "1.92"), ("5", 0, "5.00")]
)
def test_a_residual_score_is_counted_as_simplerisk_does(score, percent, residual):
    assert residual_score(Decimal(score), Decimal(percent)) == Decimal(residual)


@pytest.mark.parametrize(
    ("score", "figure"), [("0", 1), ("0.4", 1), ("1.6", 2), ("3.6", 3), ("6.4", 4), ("8", 4), ("10", 5)]
)
def test_a_score_to_ten_is_equal_figures(score, figure):
    assert figures_of_score(Decimal(score)) == (figure, figure)


def test_risks_of_redmine_run_from_0_to_100(owner):
    fileimport = brought(owner, REDMINE)

    assert verdicts(fileimport)["Over"] == ("bad", ["score_unreadable"])
    risk = Risk.objects.get()
    assert (figures(risk, "current"), risk.probability_percent, risk.strategy) == ((3, 4), 45, "avoid")
    assert risk.actions.get().title == "Back it up"


@pytest.mark.parametrize("content", [CISO_EXPORT, SIMPLERISK, REDMINE])
def test_a_file_of_another_program_makes_nothing_twice(content, owner):
    brought(owner, content)
    before = Risk.objects.count()

    again = uploaded(owner, content)

    assert {verdict for verdict, _codes in verdicts(again).values()} == {"same", "bad"}
    assert Risk.objects.count() == before


def test_owners_are_found_by_address_then_by_name_and_else_left_out(owner):
    ada = MembershipFactory(team=owner.team, name="Ada")
    bo = MembershipFactory(team=owner.team, name="Bo")
    lines = [
        "title,category,owner,owner_email",
        f"A,market,Somebody,{ada.address}",
        "B,market,bo,",
        "C,market,Nobody,",
    ]

    fileimport = brought(owner, "\n".join(lines).encode())

    owners = dict(Risk.objects.values_list("title", "owner"))
    assert owners == {"A": ada.pk, "B": bo.pk, "C": None}
    assert verdicts(fileimport)["C"] == ("create", ["owner_unknown"])


def test_words_of_the_teams_own_matrix_are_known(owner):
    matrix = RiskMatrix(team=owner.team, **usual_matrix())
    matrix.probabilities[4]["word"] = "Every week"
    matrix.store(by=owner)

    brought(owner, b"title,category,probability,impact\nA,market,every week,5\n")

    assert figures(Risk.objects.get(), "current") == (5, 5)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (SIMPLERISK, "“64” in Calculated Risk is not a number from 0 to 10."),
        (
            b"Subject,Planning Strategy,Mitigation Percent,Likelihood,Impact\nOdd,Mitigate,,9,3\n",
            "“9” in Likelihood is no level of your matrix, and nothing was guessed. "
            "Write a figure from 1 to 5, or one of: Rare, Unlikely, Possible, Likely, Almost certain.",
        ),
        (
            b"Title,Category,Chance,Likelihood,Severity\nOdd,market,,2,9\n",
            "“9” in Severity is no level of your matrix, and nothing was guessed. "
            "Write a figure from 1 to 5, or one of: Negligible, Minor, Noticeable, Major, Severe.",
        ),
        (
            b"Title,Likelihood,Severity\nOdd,2,\n",
            "The row names no category. Choose one above for all risks without one, or write one of: "
            "technical, security, privacy, data, cost_compute, funding, market, team, project, legal_ethics.",
        ),
        (
            b"Title,Category,Likelihood,Severity\nOdd,market,2,\n",
            "Give both probability and impact of the score “Current”, or neither.",
        ),
    ],
)
def test_what_is_wrong_is_told_by_the_names_of_the_file(owner, content, told):
    row = uploaded(owner, content).rows.get(title__startswith="Odd")

    assert told in [words(each["code"], each["params"]) for each in row.problems]


def test_half_a_rating_is_refused_and_no_figure_is_forced_onto_the_scale(owner):
    fileimport = uploaded(owner, b"title,category,probability,impact\nA,market,4,\nB,market,6,5\nC,market,0,1\n")

    assert verdicts(fileimport) == {
        "A": ("bad", ["rating_half"]),
        "B": ("bad", ["level_unknown"]),
        "C": ("bad", ["level_unknown"]),
    }


def test_a_day_that_may_be_a_month_is_asked_about(owner):
    fileimport = uploaded(owner, b"title,category,next_review\nA,market,03/04/2026\n")

    assert fileimport.questions == ["day_order"]


def test_a_second_file_changes_what_it_says_and_leaves_the_rest(owner):
    risk = RiskFactory(team=owner.team, title="Old", cause="kept", score=(2, 2))
    content = f"code,title,category,cause,current_p,current_i,status\n{risk.code},Old,market,,5,5,closed\n"

    fileimport = brought(owner, content.encode())

    risk.refresh_from_db()
    assert (risk.category, risk.cause, figures(risk, "current")) == ("market", "kept", (5, 5))
    assert risk.status != "closed"
    assert verdicts(fileimport)["Old"] == ("update", ["risk_state_kept"])
    assert risk.assessments.count() == 2
