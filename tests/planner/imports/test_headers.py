import pytest

from planner.imports.headers import OWN_HEADER, recognise, with_choices

ASANA = (
    "Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Assignee Email,Start Date,Due Date,"
    "Tags,Notes,Projects,Parent task,Blocked By (Dependencies),Blocking (Dependencies),Priority"
)
JIRA = (
    "Summary,Issue key,Issue id,Issue Type,Status,Project key,Project name,Project type,Project lead,"
    "Project description,Project url,Priority,Resolution,Assignee,Reporter,Creator,Created,Updated,Last Viewed,"
    "Resolved,Fix versions,Components,Components,Due date,Votes,Labels,Description,Environment,Watchers,Watchers,"
    "Watchers,Log Work,Original Estimate,Remaining Estimate,Time Spent,Work Ratio,Σ Original Estimate,"
    "Σ Remaining Estimate,Σ Time Spent,Security Level,Attachment,Custom field (Epic Link),Custom field (Start date),"
    "Custom field (Story Points),Sprint,Inward issue link (Blocks),Outward issue link (Blocks),Parent,Comment"
)
OWN_REFERENCE = (
    "key,project,name,goals,state,owner,planned_start,planned_end,actual_start,actual_end,duration_days,schedule,weight,"
    "predecessors,gates_passed,gates_total,progress,external_source,external_id"
)


def named(found):
    """Field → the header names it was found under."""
    header = found.columns.header
    return {field: [header[at] for at in places] for field, places in found.columns.positions.items()}


def test_own_header_is_recognised_and_read_whole():
    found = recognise(OWN_HEADER)

    assert (found.dialect, found.confidence, found.unread) == ("landfall", 1.0, ())


def test_own_list_of_milestones_is_recognised():
    found = recognise(OWN_REFERENCE.split(","))

    assert found.dialect == "landfall"
    assert named(found)["done_on"] == ["actual_end"]
    assert named(found)["due"] == ["planned_end"]


def test_asana_header_gives_each_field_its_own_column():
    found = recognise(ASANA.split(","))

    assert (found.dialect, found.confidence) == ("asana", 1.0)
    assert named(found) == {
        "external_id": ["Task ID"],
        "title": ["Name"],
        "section": ["Section/Column"],
        "owner": ["Assignee"],
        "owner_email": ["Assignee Email"],
        "start": ["Start Date"],
        "due": ["Due Date"],
        "done_on": ["Completed At"],
        "priority": ["Priority"],
        "description": ["Notes"],
        "project": ["Projects"],
        "parent": ["Parent task"],
        "waits_for": ["Blocked By (Dependencies)"],
        "holds_up": ["Blocking (Dependencies)"],
    }


def test_jira_header_gives_each_field_its_own_columns():
    found = recognise(JIRA.split(","))

    assert (found.dialect, found.confidence) == ("jira", 1.0)
    assert named(found) == {
        "title": ["Summary"],
        "key": ["Issue key"],
        "issue_id": ["Issue id"],
        "issue_type": ["Issue Type"],
        "state": ["Status"],
        "priority": ["Priority"],
        "resolution": ["Resolution"],
        "project": ["Project name", "Project key"],
        "owner": ["Assignee"],
        "start": ["Custom field (Start date)"],
        "due": ["Due date"],
        "done_on": ["Resolved"],
        "versions": ["Fix versions"],
        "parent": ["Parent", "Custom field (Epic Link)"],
        "description": ["Description"],
        "estimate": ["Original Estimate"],
    }


@pytest.mark.parametrize(
    ("other", "ours"),
    [("Fix versions", "Fix Version/s"), ("Due date", "Due Date"), ("Issue Type", " issue type ")],
)
def test_other_spellings_of_jira_are_recognised(other, ours):
    found = recognise([ours if name == other else name for name in JIRA.split(",")])

    assert found.dialect == "jira"
    assert set(found.columns.positions) == set(recognise(JIRA.split(",")).columns.positions)


def test_parent_task_in_other_case_is_recognised():
    assert named(recognise(ASANA.replace("Parent task", "Parent Task").split(",")))["parent"] == ["Parent Task"]


def test_chinese_header_is_understood():
    found = recognise(["标题", "负责人", "开始日期", "截止日期", "状态", "里程碑"])

    assert (found.dialect, found.confidence) == ("generic", 1.0)
    assert named(found) == {
        "title": ["标题"],
        "milestone": ["里程碑"],
        "owner": ["负责人"],
        "start": ["开始日期"],
        "due": ["截止日期"],
        "state": ["状态"],
    }


def test_confidence_of_other_headers_is_the_share_understood():
    found = recognise(["Task", "Deadline", "Colour", "Sprint"])

    assert (found.dialect, found.confidence) == ("generic", 0.5)
    assert found.unread == ("Colour", "Sprint")


def test_names_never_match_by_a_part():
    positions = recognise(["Title", "Completed by", "Started", "Due diligence", "Owner team"]).columns.positions

    assert positions == {"title": (0,)}


def test_only_title_of_a_list_of_milestones_may_be_called_milestone():
    found = recognise(["里程碑", "截止日期"])

    assert named(found) == {"title": ["里程碑"], "due": ["截止日期"]}


def test_header_without_a_title_is_understood_by_nobody():
    assert recognise(["Colour", "Due"]).confidence == 0


def test_choices_of_columns_replace_guesses_in_a_plain_list():
    found = recognise(["Task", "Status", "Finished", "Extra"])

    chosen = with_choices(found, {"state": "", "done_on": "finished ", "owner": "Nobody has this"})

    assert dict(chosen.columns.positions) == {"title": (0,), "done_on": (2,)}
    assert chosen.unread == ("Status", "Extra")


def test_a_guess_that_is_confirmed_keeps_all_its_columns():
    found = recognise(["Task", "Status", "Completed", "Due"])

    chosen = with_choices(found, {"title": "Task", "state": "Status", "due": ""})

    assert dict(chosen.columns.positions) == {"title": (0,), "state": (1, 2)}


def test_choices_of_columns_leave_another_programs_export_alone():
    found = recognise(["Summary", "Issue key", "Issue Type", "Status"])

    assert with_choices(found, {"title": "Status"}) is found
