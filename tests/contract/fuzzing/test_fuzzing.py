"""schemathesis sends every operation what the description allows, and what it does not: no answer is a surprise.

By hand, for longer: EXAMPLES=100 .venv/bin/python -m pytest -s tests/contract/fuzzing
"""

import json
import os
import re
import subprocess

import pytest

from tools import fuzzer
from tools.places import ROOT

from . import served

pytestmark = pytest.mark.slow

SEED = 1
EXAMPLES = int(os.environ.get("EXAMPLES", "6"))  # requests to an operation: some 1,500 in all
PATIENCE = 900  # seconds, for the slowest of machines; a quiet one takes a tenth
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "ignored_auth",
)
CONFIGURATION = """
hooks = "tests.contract.fuzzing.hooks"
[cache]
enabled = false
[parameters]
"path.team" = "{team}"
"""
CSRF = "c" * 32


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with served.demo(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture(scope="module")
def program():
    return fuzzer.ready()


@pytest.fixture
def fuzz(server, program, tmp_path):
    """Send operations anything, signed in by some headers; returns how many were tested, and what was found."""
    description = server.get("/api/v1/schema/")

    def run(operations, *headers):
        kinds = {operation["tags"][0] for operation in operations}
        (tmp_path / "rows.json").write_text(json.dumps(server.rows(kinds - {"teams", "money"})))
        (tmp_path / "schemathesis.toml").write_text(CONFIGURATION.format(team=server.team))
        (tmp_path / "openapi.json").write_text(json.dumps(description))
        named = [word for each in operations for word in ("--include-operation-id", each["operationId"])]
        signed_in = [word for header in headers for word in ("--header", header)]
        options = [
            "--url", server.url, "--phases", "fuzzing", "--checks", ",".join(CHECKS), "--seed", str(SEED),
            "--max-examples", str(EXAMPLES), "--no-shrink", "--continue-on-failure", "--workers", "1", "--no-color",
            "--request-timeout", "60", "--suppress-health-check", "all", "--generation-database", "none",
            "--generation-with-security-parameters", "false", "--warnings", "off",
        ]  # fmt: skip
        env = os.environ | {"ROWS": str(tmp_path / "rows.json"), "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [program, "run", "openapi.json", *options, *signed_in, *named],
            cwd=tmp_path, env=env, capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        print(done.stdout, done.stderr)
        tested = re.search(r"Tested: (\d+)", done.stdout)
        return tested and int(tested[1]), done.returncode

    run.operations = [each for ways in description["paths"].values() for each in ways.values()]
    return run


def test_every_operation_answers_a_token_as_described(server, fuzz):
    tested, found = fuzz(fuzz.operations, f"Authorization: Bearer {server.token}")

    assert found == 0
    assert tested == len(fuzz.operations)


def test_what_only_a_person_may_do_answers_a_person_as_described(server, fuzz):
    for_people = [each for each in fuzz.operations if {"token": []} not in each["security"]]
    session = f"Cookie: sessionid={server.session}; csrftoken={CSRF}"

    tested, found = fuzz(for_people, session, f"X-CSRFToken: {CSRF}")

    assert found == 0
    assert tested == len(for_people) > 10
