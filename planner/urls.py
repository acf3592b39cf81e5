from django.urls import path

from . import views

app_name = "planner"

urlpatterns = [
    path("projects/", views.ProjectList.as_view(), name="project-list"),
    path("projects/new/", views.ProjectCreate.as_view(), name="project-new"),
    path("projects/<uuid:pk>/", views.ProjectDetail.as_view(), name="project"),
    path("projects/<uuid:pk>/edit/", views.ProjectUpdate.as_view(), name="project-edit"),
    path("projects/<uuid:pk>/state/", views.ProjectStateChange.as_view(), name="project-state"),
    path("projects/<uuid:pk>/discard/", views.ProjectDiscard.as_view(), name="project-discard"),
    path("goals/", views.GoalList.as_view(), name="goal-list"),
    path("goals/new/", views.GoalCreate.as_view(), name="goal-new"),
    path("goals/<uuid:pk>/", views.GoalDetail.as_view(), name="goal"),
    path("goals/<uuid:pk>/edit/", views.GoalUpdate.as_view(), name="goal-edit"),
    path("goals/<uuid:pk>/closing/", views.GoalClosing.as_view(), name="goal-closing"),
    path("goals/<uuid:pk>/closing/undo/", views.GoalReopening.as_view(), name="goal-closing-undo"),
    path("goals/<uuid:pk>/discard/", views.GoalDiscard.as_view(), name="goal-discard"),
    path("milestones/", views.MilestoneList.as_view(), name="milestone-list"),
    path("milestones/new/", views.MilestoneCreate.as_view(), name="milestone-new"),
    path("milestones/<uuid:pk>/", views.MilestoneDetail.as_view(), name="milestone"),
    path("milestones/<uuid:pk>/edit/", views.MilestoneUpdate.as_view(), name="milestone-edit"),
    path("milestones/<uuid:pk>/completion/", views.MilestoneCompletion.as_view(), name="milestone-completion"),
    path(
        "milestones/<uuid:pk>/completion/undo/",
        views.MilestoneReopening.as_view(),
        name="milestone-completion-undo",
    ),
    path(
        "milestones/<uuid:pk>/cancellation/",
        views.MilestoneCancellation.as_view(),
        name="milestone-cancellation",
    ),
    path("milestones/<uuid:pk>/discard/", views.MilestoneDiscard.as_view(), name="milestone-discard"),
    path("tasks/", views.TaskList.as_view(), name="task-list"),
    path("tasks/new/", views.TaskCreate.as_view(), name="task-new"),
    path("tasks/<uuid:pk>/", views.TaskDetail.as_view(), name="task"),
    path("tasks/<uuid:pk>/edit/", views.TaskUpdate.as_view(), name="task-edit"),
    path("tasks/<uuid:pk>/completion/", views.TaskCompletion.as_view(), name="task-completion"),
    path("tasks/<uuid:pk>/completion/undo/", views.TaskReopening.as_view(), name="task-completion-undo"),
    path("tasks/<uuid:pk>/cancellation/", views.TaskCancellation.as_view(), name="task-cancellation"),
    path("tasks/<uuid:pk>/discard/", views.TaskDiscard.as_view(), name="task-discard"),
    path("plan.csv", views.PlanExport.as_view(), name="plan-export"),
    path("import/", views.ImportStart.as_view(), name="import"),
    path("import/example.csv", views.ImportExample.as_view(), name="import-example"),
    path("import/<uuid:pk>/", views.ImportPreview.as_view(), name="import-preview"),
    path("import/<uuid:pk>/reading/", views.ImportReading.as_view(), name="import-reading"),
    path("import/<uuid:pk>/application/", views.ImportApplication.as_view(), name="import-application"),
    path("import/<uuid:pk>/application/undo/", views.ImportUndo.as_view(), name="import-undo"),
    path("import/<uuid:pk>/discard/", views.ImportDiscard.as_view(), name="import-discard"),
]
