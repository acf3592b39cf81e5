"""The rows of the file people may start from."""

from .columns import OWN_HEADER

EXAMPLE = (
    {
        "kind": "threat",
        "title": "GPU capacity missing when training starts",
        "cause": "Quotas are being cut by the cloud vendor",
        "event": "The capacity we count on is not there in June",
        "effect": "The beta slips by six weeks",
        "category": "cost_compute",
        "status": "assessed",
        "owner_email": "ana@example.com",
        "window_from": "2026-05-01",
        "window_to": "2026-07-31",
        "strategy": "mitigate",
        "current_p": "4",
        "current_i": "4",
        "target_p": "2",
        "target_i": "3",
        "p_percent": "40",
        "cost_min": "5000",
        "cost_likely": "12000",
        "cost_max": "30000",
        "currency": "EUR",
        "next_review": "2026-05-15",
        "milestones": "Public beta [10..30..45 days]",
        "actions": "Reserve capacity with a second vendor [todo | 2026-04-30 | Ana Lopez]",
        "plan_trigger": "Train the smaller model when: less than 8 GPUs by 1 June",
    },
    {
        "kind": "opportunity",
        "title": "A pilot customer wants to pay early",
        "category": "market",
        "current_p": "2",
        "current_i": "4",
        "strategy": "share",
        "strategy_detail": "The partner who knows the customer",
    },
)


def example_rows():
    return [[row.get(name, "") for name in OWN_HEADER] for row in EXAMPLE]
