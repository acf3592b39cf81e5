from django.urls import path

from .views import actions, plans, register, risks, steps

app_name = "risks"

urlpatterns = [
    path("risks/", register.RiskList.as_view(), name="register"),
    path("risks/board/", register.RiskBoard.as_view(), name="board"),
    path("risks/new/", risks.RiskCreate.as_view(), name="risk-new"),
    path("risks/<uuid:pk>/", risks.RiskDetail.as_view(), name="risk"),
    path("risks/<uuid:pk>/edit/", risks.RiskUpdate.as_view(), name="risk-edit"),
    path("risks/<uuid:pk>/assessment/", risks.RiskAssessment.as_view(), name="risk-assessment"),
    path("risks/<uuid:pk>/status/", risks.RiskStatus.as_view(), name="risk-status"),
    path("risks/<uuid:pk>/status/undo/", risks.RiskStatusUndo.as_view(), name="risk-status-undo"),
    path("risks/<uuid:pk>/closing/", risks.RiskClosing.as_view(), name="risk-closing"),
    path("risks/<uuid:pk>/closing/undo/", risks.RiskClosingUndo.as_view(), name="risk-closing-undo"),
    path("risks/<uuid:pk>/reopening/", risks.RiskReopening.as_view(), name="risk-reopening"),
    path("risks/<uuid:pk>/discard/", risks.RiskDiscard.as_view(), name="risk-discard"),
    path("milestones/<uuid:pk>/risks/", register.MilestoneRisks.as_view(), name="of-milestone"),
    path("response-actions/", actions.ActionList.as_view(), name="action-list"),
    path("response-actions/new/", actions.ActionCreate.as_view(), name="action-new"),
    path("response-actions/<uuid:pk>/", actions.ActionDetail.as_view(), name="action"),
    path("response-actions/<uuid:pk>/edit/", actions.ActionUpdate.as_view(), name="action-edit"),
    path("response-actions/<uuid:pk>/completion/", actions.ActionCompletion.as_view(), name="action-completion"),
    path(
        "response-actions/<uuid:pk>/completion/undo/",
        actions.ActionCompletionUndo.as_view(),
        name="action-completion-undo",
    ),
    path("response-actions/<uuid:pk>/cancellation/", actions.ActionCancellation.as_view(), name="action-cancellation"),
    path(
        "response-actions/<uuid:pk>/cancellation/undo/",
        actions.ActionCancellationUndo.as_view(),
        name="action-cancellation-undo",
    ),
    path("response-actions/<uuid:pk>/reopening/", actions.ActionReopening.as_view(), name="action-reopening"),
    path("response-actions/<uuid:pk>/discard/", actions.ActionDiscard.as_view(), name="action-discard"),
    path("contingency-plans/", plans.PlanList.as_view(), name="plan-list"),
    path("contingency-plans/new/", plans.PlanCreate.as_view(), name="plan-new"),
    path("contingency-plans/<uuid:pk>/", plans.PlanDetail.as_view(), name="plan"),
    path("contingency-plans/<uuid:pk>/edit/", plans.PlanUpdate.as_view(), name="plan-edit"),
    path("contingency-plans/<uuid:pk>/readiness/", plans.PlanReadiness.as_view(), name="plan-readiness"),
    path("contingency-plans/<uuid:pk>/readiness/undo/", plans.PlanReadinessUndo.as_view(), name="plan-readiness-undo"),
    path("contingency-plans/<uuid:pk>/activation/", plans.PlanActivation.as_view(), name="plan-activation"),
    path(
        "contingency-plans/<uuid:pk>/activation/undo/",
        plans.PlanActivationUndo.as_view(),
        name="plan-activation-undo",
    ),
    path("contingency-plans/<uuid:pk>/completion/", plans.PlanCompletion.as_view(), name="plan-completion"),
    path("contingency-plans/<uuid:pk>/completion/undo/", plans.PlanResumption.as_view(), name="plan-completion-undo"),
    path("contingency-plans/<uuid:pk>/rearming/", plans.PlanRearming.as_view(), name="plan-rearming"),
    path("contingency-plans/<uuid:pk>/retirement/", plans.PlanRetirement.as_view(), name="plan-retirement"),
    path("contingency-plans/<uuid:pk>/discard/", plans.PlanDiscard.as_view(), name="plan-discard"),
    path("contingency-steps/new/", steps.StepCreate.as_view(), name="step-new"),
    path("contingency-steps/<uuid:pk>/edit/", steps.StepUpdate.as_view(), name="step-edit"),
    path("contingency-steps/<uuid:pk>/discard/", steps.StepDiscard.as_view(), name="step-discard"),
]
