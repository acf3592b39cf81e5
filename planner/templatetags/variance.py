"""How far dates are from what was promised, in words."""

from django import template

from planner.variance_words import in_words, median_in_words

register = template.Library()
register.filter("working_days_later", in_words)
register.filter("median_slip", median_in_words)
