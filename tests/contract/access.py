"""Who may do what at every address of a team: route, method, the letters of the roles let in.

O owner, M manager, E member, V viewer. Everybody else of the team gets 403, a stranger 404, a visitor the sign-in
page (a page) or 401 (the API). A route that is missing here fails the suite.
"""

ACCESS = {
    # desk
    "home": {"GET": "OMEV"},
    "go": {"GET": "OMEV"},
    # planner
    "planner:project-list": {"GET": "OMEV"},
    "planner:project-new": {"GET": "OME", "POST": "OME"},
    "planner:project": {"GET": "OMEV"},
    "planner:project-edit": {"GET": "OME", "POST": "OME"},
    "planner:project-state": {"POST": "OME"},
    "planner:project-discard": {"POST": "OM"},
    "planner:goal-list": {"GET": "OMEV"},
    "planner:goal-new": {"GET": "OME", "POST": "OME"},
    "planner:goal": {"GET": "OMEV"},
    "planner:goal-edit": {"GET": "OME", "POST": "OME"},
    "planner:goal-closing": {"POST": "OME"},
    "planner:goal-closing-undo": {"POST": "OME"},
    "planner:goal-discard": {"POST": "OME"},
    "planner:milestone-list": {"GET": "OMEV"},
    "planner:milestone-new": {"GET": "OME", "POST": "OME"},
    "planner:milestone": {"GET": "OMEV"},
    "planner:milestone-edit": {"GET": "OME", "POST": "OME"},
    "planner:milestone-completion": {"POST": "OME"},
    "planner:milestone-completion-undo": {"POST": "OME"},
    "planner:milestone-cancellation": {"POST": "OME"},
    "planner:milestone-discard": {"POST": "OME"},
    "planner:task-list": {"GET": "OMEV"},
    "planner:task-new": {"GET": "OME", "POST": "OME"},
    "planner:task": {"GET": "OMEV"},
    "planner:task-edit": {"GET": "OME", "POST": "OME"},
    "planner:task-completion": {"POST": "OME"},
    "planner:task-completion-undo": {"POST": "OME"},
    "planner:task-cancellation": {"POST": "OME"},
    "planner:task-discard": {"POST": "OME"},
    "projects-list": {"GET": "OMEV", "POST": "OME"},
    "projects-detail": {"GET": "OMEV", "PATCH": "OME", "DELETE": "OM"},
    "projects-state": {"POST": "OME"},
    "goals-list": {"GET": "OMEV", "POST": "OME"},
    "goals-detail": {"GET": "OMEV", "PATCH": "OME", "DELETE": "OME"},
    "goals-closing": {"POST": "OME", "DELETE": "OME"},
    "milestones-list": {"GET": "OMEV", "POST": "OME"},
    "milestones-detail": {"GET": "OMEV", "PATCH": "OME", "DELETE": "OME"},
    "milestones-completion": {"POST": "OME", "DELETE": "OME"},
    "milestones-cancellation": {"POST": "OME", "DELETE": "OME"},
    "tasks-list": {"GET": "OMEV", "POST": "OME"},
    "tasks-detail": {"GET": "OMEV", "PATCH": "OME", "DELETE": "OME"},
    "tasks-completion": {"POST": "OME", "DELETE": "OME"},
    "tasks-cancellation": {"POST": "OME", "DELETE": "OME"},
    # teams
    "members-list": {"GET": "OMEV"},
    "members-detail": {"GET": "OMEV"},
    "members-role": {"POST": "OM"},
    "positions-list": {"GET": "OMEV", "POST": "OM"},
    "positions-detail": {"GET": "OMEV", "PATCH": "OM", "DELETE": "OM"},
    "activity-list": {"GET": "OMEV"},
    "activity-detail": {"GET": "OMEV"},
}

# Addresses that belong to no team, and who may open them: anybody, or anybody who is signed in.
OUTSIDE = {
    "index": "anybody",
    "healthz": "anybody",
    "set_language": "anybody",
    "start": "signed in",
    "api-teams": "signed in",
    "schema": "signed in",
    "api-docs": "signed in",
}

# Addresses whose arguments are no row of a model: what to put there.
ARGUMENTS = {"go": {"code": "M-1"}}
METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")
