"""How good the chances given to risks were, in words and as a picture of five bands."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from core.templatetags.ui import percents

PLOT = 100  # the picture is as wide and as high


@dataclass(frozen=True, slots=True)
class BandLine:
    """One band as it is shown: its span, how many, what was expected, what came, and its mark on the picture."""

    span: str
    n: int
    occurred: int
    expected: str
    came: str
    x: str
    y: str
    radius: str


def tell_bands(calibration):
    """Return a BandLine of each band; one without risks has no mark."""
    return [_line(band) for band in calibration.bands]


def tell_score(score):
    """Write a Brier score with two decimals, as everybody does."""
    return "" if score is None else number_format(round(float(score), 2), decimal_pos=2, use_l10n=True)


def tell_verdict(calibration):
    """Return what the score says, in a sentence."""
    values = {"score": tell_score(calibration.brier), "constant": tell_score(calibration.constant)}
    if calibration.brier < calibration.constant:
        return _("Better than giving every risk one and the same chance, which would come to %(constant)s.") % values
    return _("No better than giving every risk one and the same chance, which would come to %(constant)s.") % values


def _line(band):
    span = f"{band.low}–{band.high}%"
    if not band.n:
        return BandLine(span, 0, 0, "", "", "", "", "")
    mean, share = float(band.mean) * 100, float(band.share) * 100
    radius = min(3 + band.n**0.5, 12)
    return BandLine(
        span,
        band.n,
        band.occurred,
        percents(round(mean)),
        percents(round(share)),
        f"{mean:.1f}%",
        f"{PLOT - share:.1f}%",
        f"{radius:.1f}",
    )
