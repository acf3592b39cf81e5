"""What of the risk library a team has in its register already, as far as somebody may see it."""

import re
from dataclasses import dataclass

from risks.models import Risk

from .library import titles

LIBRARY = "library"  # external_source of a risk that was copied
MOST = 500  # copies looked at; there are a few to an entry at most
# external_id of a copy: entry, version, and what sets it apart where a copy one may not see is there already.
MARK = re.compile(r"(?P<code>[a-z0-9_]+)@(?P<version>[0-9]{1,3})/[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Copy:
    """A risk that was copied from an entry, of the version it had then."""

    risk: Risk
    code: str
    version: int

    def is_behind(self, entry):
        """Say whether the library has a newer text by now."""
        return self.version < entry.version


def mark_of(entry, risk):
    """Return the external_id of a risk copied from an entry."""
    return f"{entry.code}@{entry.version}/{risk.pk.hex[-12:]}"


def copy_of(risk):
    """Return the Copy that a risk is, or None."""
    mark = MARK.fullmatch(risk.external_id) if risk.external_source == LIBRARY else None
    return Copy(risk, mark["code"], int(mark["version"])) if mark else None


def copies_for(membership):
    """Return {code: Copy} of what this person may see in the register, open ones before those that ended."""
    rows = Risk.objects.visible_to(membership).filter(external_source=LIBRARY).exclude(external_id="")
    found = (copy_of(risk) for risk in rows.with_steps().select_related("team").order_by("-number")[:MOST])
    copies = sorted((copy for copy in found if copy), key=lambda copy: (copy.risk.is_open, -copy.risk.number))
    return {copy.code: copy for copy in copies}


def alike_for(membership):
    """Return {code: Risk} of what bears the name of an entry without being its copy, or is a template's such risk."""
    names = titles()
    rows = Risk.objects.visible_to(membership).exclude(external_source=LIBRARY).filter(title__in=list(names))
    found = rows.select_related("team").order_by("-number")[:MOST]
    return {code: risk for risk in found for code in names[risk.title]}
