"""Static files as they are served: hashed names, compressed, the style sheet joined into one file."""

import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLE_SHEET = "css/app.css"
IMPORT = re.compile(r"""@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>[\w-]+)\);""")


class JoinedManifestStorage(CompressedManifestStaticFilesStorage):
    """Replace the imports of css/app.css by what they import, so that a page fetches one style sheet."""

    # Django's own patterns for modules would read every package's scripts, comments included.
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", ((r"""(?P<matched>from "(?P<url>\./[^"]+)";)""", 'from "%(url)s";'),)),
    )

    def post_process(self, paths, dry_run=False, **options):
        if not dry_run and STYLE_SHEET in paths:
            self.delete(STYLE_SHEET)
            self._save(STYLE_SHEET, ContentFile(joined(paths).encode()))
            paths = paths | {STYLE_SHEET: (self, STYLE_SHEET)}
        yield from super().post_process(paths, dry_run=dry_run, **options)


def joined(paths):
    """Return the style sheet with each import written out inside its layer.

    `paths` maps names to (storage, path) of the sources: the collected copy may be a joined one already.
    Files are read as they are: a relative url() in an imported file would break, and there is none.
    """
    folder = STYLE_SHEET.rpartition("/")[0]

    def written_out(found):
        text = read(paths, f"{folder}/{found['path']}")
        return f"@layer {found['layer']} {{\n{text}}}"

    return IMPORT.sub(written_out, read(paths, STYLE_SHEET))


def read(paths, name):
    """Return the text of a source file."""
    storage, path = paths[name]
    with storage.open(path) as file:
        return file.read().decode()
