"""The columns of a register in a file: our own, and by which other names plain lists call them. Pure: no Django."""

SCORES = ("inherent", "current", "residual", "target")
OWN_HEADER = (
    "code",
    "kind",
    "title",
    "cause",
    "event",
    "effect",
    "category",
    "status",
    "status_reason",
    "closure_reason",
    "owner",
    "owner_email",
    "raised_by",
    "window_from",
    "window_to",
    "strategy",
    *(f"{score}_{part}" for score in SCORES for part in "pi"),
    "current_level",
    "p_percent",
    "cost_min",
    "cost_likely",
    "cost_max",
    "currency",
    "days_min",
    "days_likely",
    "days_max",
    "next_review",
    "occurred_on",
    "closed_on",
    "restricted",
    "milestones",
    "actions",
    "plan_trigger",
    "matrix_version",
    "external_source",
    "external_id",
)
TEXTS = ("title", "cause", "event", "effect", "status_reason")
CHOICES = ("kind", "category", "status", "closure_reason", "strategy")
DATES = ("window_from", "window_to", "next_review", "occurred_on", "closed_on")
AMOUNTS = ("cost_min", "cost_likely", "cost_max")
DAYS = ("days_min", "days_likely", "days_max")
NESTED = ("milestones", "actions", "plan_trigger")

# By which names, as `plain_name` compares them, plain lists call our columns.
ALSO_CALLED = {
    "title": ("risk", "risk title", "risk name", "name", "subject", "标题", "风险", "风险名称"),
    "event": ("description", "risk description", "what could happen", "details", "描述", "风险事件"),
    "cause": ("reason", "risk source", "原因"),
    "effect": ("consequence", "consequences", "影响", "后果"),
    "category": ("type", "类别", "风险类别"),
    "kind": ("threat or opportunity", "种类"),
    "status": ("state", "状态"),
    "owner": ("risk owner", "responsible", "assigned to", "assignee", "负责人", "风险责任人"),
    "owner_email": ("email", "owner e-mail", "邮箱"),
    "current_p": ("probability", "likelihood", "概率", "可能性"),
    "current_i": ("impact", "severity", "影响程度"),
    "residual_p": ("residual probability", "residual likelihood"),
    "residual_i": ("residual impact",),
    "target_p": ("target probability", "target likelihood"),
    "target_i": ("target impact",),
    "strategy": ("response", "treatment", "应对策略"),
    "next_review": ("review", "review date", "next review date", "下次审查"),
    "milestones": ("milestone", "里程碑"),
    "actions": ("response actions", "mitigation", "mitigations", "应对措施"),
    "plan_trigger": ("contingency plan", "trigger", "应急预案"),
    "p_percent": ("probability (%)", "probability percent"),
    "cost_likely": ("cost", "most likely cost"),
    "days_likely": ("days", "delay in days"),
    "external_id": ("id", "reference", "ref"),
}
