"""An import of risks for tests."""

from planner.imports.uploading import receive, upload
from risks.imports.flow import REGISTER
from risks.models import RegisterImport

CONTENT = "title,category,probability,impact,id\nRisk {0} brought,market,2,3,1\n"


def one_of_each(team, people):
    """Return an import that was read and can be applied."""
    received = receive(CONTENT.format(team.slug).encode(), flow=REGISTER)
    fileimport = RegisterImport(team=team, file_name=f"risks of {team.slug}.csv")
    return [upload(fileimport, received, by=people["O"], flow=REGISTER)]
