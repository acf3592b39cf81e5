"""What a risk would cost, in words: how probable it is, what it does to milestones and money, what a plan saves."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.templatetags.ui import money, percents

from .effects import best_plan
from .matrix_words import probability_word
from .scoring import chance_of
from .states import Effect, Status


def tell_chance(risk):
    """Return sentences on how probable a risk is counted to be."""
    if risk.status == Status.OCCURRED:
        return [_("It has occurred: counted as certain.")]
    chance = risk.chance
    if chance.source is None:
        return [_("Neither a percentage nor a rating: not counted.")]
    rating = risk.current if risk.current_id else None
    rated = rating and chance_of(None, rating.probability, risk.matrix)
    word = rating and probability_word(rating.probability, risk.matrix)
    if chance.source == "level":
        values = {"word": word, "low": chance.low, "high": chance.high, "counted": percents(_figure(chance.percent))}
        return [_("%(word)s: %(low)d–%(high)d%%, counted as %(counted)s.") % values]
    how = _("%(percent)s, suggested by a template.") if risk.percent_is_suggested else _("%(percent)s, as given.")
    told = [how % {"percent": percents(_figure(chance.percent))}]
    if rated and not rated.low <= chance.percent <= rated.high:
        values = {"word": word, "low": rated.low, "high": rated.high}
        told.append(_("Its rating says otherwise: %(word)s, %(low)d–%(high)d%%.") % values)
    return told


def tell_percent(risk):
    """Return the percentage a risk is counted with, or nothing where neither a figure nor a rating says one."""
    percent = 100 if risk.status == Status.OCCURRED else risk.chance.percent
    return "" if percent is None else percents(_figure(percent))


def tell_added(links):
    """Return the span of working days a risk adds to, or saves for, the milestones it hits, such as "5–30 days"."""
    figures = [abs(each) for link in links if link.effect == Effect.DAYS for each in link.figures if each is not None]
    if not figures:
        return ""
    least, most = min(figures), max(figures)
    span = str(most) if least == most else f"{least}–{most}"
    return ngettext("%(span)s day", "%(span)s days", most) % {"span": span}


def tell_effect(link):
    """Return what a risk does to a milestone, such as "10 working days more (at least 5, at most 30)"."""
    if not link.is_estimated:
        return _("Not estimated: not counted")
    if link.effect == Effect.FACTOR:
        told = _("%(percent)s of its duration") % {"percent": percents(link.effect_likely)}
        return _with_range(told, link.effect_min, link.effect_max, percents)
    if saves(link.figures):
        least, likely, most = (figure and -figure for figure in reversed(link.figures))
        told = ngettext("%(days)d working day less", "%(days)d working days less", likely) % {"days": likely}
    else:
        least, likely, most = link.figures
        told = ngettext("%(days)d working day more", "%(days)d working days more", likely) % {"days": likely}
    return _with_range(told, least, most, str)


def tell_money(risk):
    """Return what a risk costs or brings beside the time it takes."""
    figures = (risk.money_min, risk.money_likely, risk.money_max)
    if risk.money_likely is None:
        return _("Not estimated: not counted")
    if saves(figures):
        least, likely, most = (None if figure is None else -figure for figure in reversed(figures))
        told = _("Brings %(amount)s") % {"amount": money(likely, risk.currency)}
    else:
        least, likely, most = figures
        told = _("Costs %(amount)s") % {"amount": money(likely, risk.currency)}
    return _with_range(told, least, most, lambda figure: money(figure, risk.currency))


def tell_plan(plan):
    """Return what a contingency plan saves and costs."""
    told = []
    if plan.days_saved is not None:
        text = ngettext("saves %(days)d working day", "saves %(days)d working days", plan.days_saved)
        told.append(text % {"days": plan.days_saved})
    if plan.money_saved is not None:
        told.append(_("saves %(amount)s") % {"amount": money(plan.money_saved, plan.currency)})
    if plan.own_cost is not None:
        told.append(_("costs %(amount)s") % {"amount": money(plan.own_cost, plan.currency)})
    return ", ".join(told) if told else _("Not estimated: not counted")


def tell_use(days, amount, currency):
    """Return what carrying a plan out took, as far as somebody has said so."""
    told = []
    if days is not None:
        told.append(ngettext("%(days)d working day", "%(days)d working days", days) % {"days": days})
    if amount is not None:
        told.append(money(amount, currency))
    return ", ".join(told)


def tell_plans(plans):
    """Return [(plan, what it saves, how it counts)] of the plans of one risk; of those with an estimate one counts."""
    counted = best_plan(plan.plan_effect for plan in plans)
    return [(plan, tell_plan(plan), _how(plan, counted)) for plan in plans]


def _how(plan, counted):
    if not plan.plan_effect.is_estimated:
        return ""
    if counted is None or counted.plan.id != plan.pk:
        return _("does not count")
    if counted.when == "fires":
        return _("counts when the risk occurs")
    return pgettext("contingency plan", "counts") if counted.share == 1 else _("counts for half: it worked in part")


def saves(figures):
    """Say whether three figures tell of a gain: the most likely is below nothing, or nothing is the worst of them."""
    least, likely, _most = figures
    return likely < 0 or (likely == 0 and least is not None and least < 0)


def _with_range(told, least, most, shown):
    """Add to what is most likely what it is at least and at most, as far as that is given."""
    values = {"told": told, "least": shown(least or 0), "most": shown(most or 0)}
    if least is None and most is None:
        return told
    if most is None:
        return _("%(told)s (at least %(least)s)") % values
    if least is None:
        return _("%(told)s (at most %(most)s)") % values
    return _("%(told)s (at least %(least)s, at most %(most)s)") % values


def _figure(number):
    return int(number) if number == int(number) else number
