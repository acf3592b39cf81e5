"""On which day a deal's money came, from the events of its stages."""

from .stages import stages


def paid_days(opportunities, events):
    """Return {id: the team's day on which the money was paid, or None} for opportunities with their `team`.

    `events` is a queryset of OpportunityEvents; one statement. The day is that of the first event of the run of paid
    stages it is in: what is drawn goes on to be repaid, and a move that was taken back was no payment.
    """
    rows = {row.pk: row for row in opportunities}
    paid = {pk: row for pk, row in rows.items() if row.place.bucket == "paid"}
    moves = {pk: [] for pk in paid}
    stored = events.filter(opportunity__in=paid, field="stage").order_by("created_at", "pk")
    for pk, code, at in stored.values_list("opportunity", "new", "created_at") if paid else ():
        moves[pk].append((code, at))
    instants = {pk: paid_since(moves[pk], row.channel, row.stage_since) for pk, row in paid.items()}
    return {pk: row.team.today(instants[pk]) if pk in paid else None for pk, row in rows.items()}


def paid_since(moves, channel, stage_since):
    """Return when the run of paid stages began that a paid deal is in; `moves` are (stage, instant), oldest first.

    A deal that came without its events, such as by an import, is paid since it stands where it is.
    """
    codes, began = paid_codes(channel), None
    for code, at in moves:
        began = (began or at) if code in codes else None
    return began or stage_since


def paid_codes(channel):
    """Return the codes of the stages of a channel in which the money is there."""
    return {place.code for place in stages(channel) if place.bucket == "paid"}
