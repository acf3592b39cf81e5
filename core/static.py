"""Static files as they are served: hashed names, compressed, style sheet and script joined into one file each."""

import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLE_SHEET = "css/app.css"
IMPORT = re.compile(r"""@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>[\w-]+)\);""")
SCRIPT = "js/app.js"
SCRIPT_IMPORT = re.compile(r"""^import (?P<names>\{[^}]+\}) from "\./(?P<name>[\w-]+)\.js";$""", re.MULTILINE)
EXPORT = re.compile(r"^export (?P<declared>(?:async )?(?:function|const|class) (?P<name>\w+))", re.MULTILINE)


class JoinedManifestStorage(CompressedManifestStaticFilesStorage):
    """Replace the imports of css/app.css and js/app.js by what they import, so that a page fetches one file of each."""

    # Django's own patterns for modules would read every package's scripts, comments included.
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", ((r"""(?P<matched>from "(?P<url>\./[^"]+)";)""", 'from "%(url)s";'),)),
    )

    def post_process(self, paths, dry_run=False, **options):
        for name, join in ((STYLE_SHEET, joined), (SCRIPT, joined_script)):
            if not dry_run and name in paths:
                text = join(paths)
                self.delete(name)
                self._save(name, ContentFile(text.encode()))
                paths = paths | {name: (self, name)}
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


def joined_script(paths):
    """Return the script of every page with each module it imports written out once, before whatever needs it.

    A module keeps its names to itself and gives out what it exports, as before. `paths` as above.
    """
    modules = {}

    def bound(found):
        name = found["name"]
        if name not in modules:
            modules[name] = ""  # two that import each other would else go round for ever
            modules[name] = _closed(_variable(name), SCRIPT_IMPORT.sub(bound, read(paths, f"js/{name}.js")))
            modules[name] = modules.pop(name)  # after what it needs
        return f"const {found['names']} = {_variable(name)};"

    page = SCRIPT_IMPORT.sub(bound, read(paths, SCRIPT))
    return "\n".join([*modules.values(), page])


def _closed(variable, text):
    names = ", ".join(found["name"] for found in EXPORT.finditer(text))
    text = EXPORT.sub(lambda found: found["declared"], text)
    return f"const {variable} = (() => {{\n{text}\nreturn {{ {names} }};\n}})();"


def _variable(name):
    return f"of_{name.replace('-', '_')}"


def read(paths, name):
    """Return the text of a source file."""
    storage, path = paths[name]
    with storage.open(path) as file:
        return file.read().decode()
