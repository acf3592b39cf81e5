"""How often a delay of one milestone is a delay of the one the plan is about, in words."""

from django.utils.translation import gettext_lazy

from .templatetags.chances import chance

# From which share of the runs on a delay of a milestone delays the one the plan is about: a word, and a sentence.
CRITICAL = (
    (
        0.8,
        gettext_lazy("nearly always"),
        gettext_lazy("A delay here nearly always delays %(headline)s: in %(share)s of the runs."),
    ),
    (
        0.5,
        gettext_lazy("mostly"),
        gettext_lazy("A delay here mostly delays %(headline)s: in %(share)s of the runs."),
    ),
    (
        0.2,
        gettext_lazy("sometimes"),
        gettext_lazy("A delay here sometimes delays %(headline)s: in %(share)s of the runs."),
    ),
    (
        0.02,
        gettext_lazy("seldom"),
        gettext_lazy("A delay here seldom delays %(headline)s: in %(share)s of the runs."),
    ),
    (0.0, gettext_lazy("hardly ever"), gettext_lazy("A delay here hardly ever delays %(headline)s.")),
)


def critical_word(share):
    """Return how often a delay of a milestone delays the one the plan is about, as a word."""
    return str(next(word for least, word, _sentence in CRITICAL if share >= least))


def critical_sentence(share, headline):
    """Return the same as a sentence that names the other milestone."""
    sentence = next(sentence for least, _word, sentence in CRITICAL if share >= least)
    return str(sentence % {"headline": headline, "share": chance(share)})
