"""`make messages`: collect the texts to translate, and compile the translations. No system tool compiles them."""

import shutil
import subprocess
import sys

from . import catalog, venv
from .places import DEV_LOCK, ROOT

LOCALES = ROOT / "locale"
IGNORED = (".venv", "node_modules", "var", "tests", "bench", "tools")


def main():
    """Update every .po from the sources when gettext is at hand, then write every .mo."""
    python = venv.ready(DEV_LOCK)
    if shutil.which("xgettext"):
        ignored = [f"--ignore={name}/*" for name in IGNORED]
        command = [python, "manage.py", "makemessages", "--all", "--no-location", "--no-obsolete", *ignored]
        subprocess.run(command, cwd=ROOT, check=True)
    else:
        print("New texts were not collected: that needs gettext (apt-get install gettext).")
    for po in LOCALES.rglob("*.po"):
        po.with_suffix(".mo").write_bytes(catalog.write_mo(catalog.read_po(po.read_text(encoding="utf-8"))))


def check():
    """Return the translations whose compiled file is missing or older than what people wrote."""
    return [
        f"{po.relative_to(ROOT)} is not compiled: run make messages"
        for po in LOCALES.rglob("*.po")
        if not _is_fresh(po)
    ]


def _is_fresh(po):
    mo = po.with_suffix(".mo")
    return mo.exists() and catalog.read_mo(mo.read_bytes()) == catalog.read_po(po.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
