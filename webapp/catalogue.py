"""The catalogue of translated texts: collected from the tree, merged into each language's file, and compiled.

`./script/messages` runs it. It needs Babel alone, which Torale has anyway, and no gettext of the system.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from core.env import BASE_DIR

APPS = ("accounts", "core", "notifications", "tasks_app", "webapp")
LOCALE = BASE_DIR / "webapp" / "locale"
TEMPLATES = BASE_DIR / "webapp" / "task_templates.toml"
# Texts of the operators' admin and of mails are English.
LEFT_OUT = re.compile(r"/migrations/|/admin/|/email/|/management/|/core/templates/core/")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
Text = str | tuple[str, ...] | list[str] | None
# A date in the head of each file would change with every run.
UNDATED = datetime(2026, 1, 1, tzinfo=UTC)


def collected() -> Catalog:
    """Return every text of the tree, with the files that have it."""
    catalogue = Catalog(project="Torale", charset="utf-8", fuzzy=False, creation_date=UNDATED)
    for path, source in _sources():
        for _, text, _, context in extract("python", BytesIO(source.encode()), keywords=KEYWORDS):
            catalogue.add(text, locations=[(path, 0)], context=context)
    for template in tomllib.loads(TEMPLATES.read_text(encoding="utf-8"))["template"]:
        for name in ("kind", "title"):
            catalogue.add(template[name], locations=[("webapp/task_templates.toml", 0)])
    return catalogue


def _sources() -> Iterator[tuple[str, str]]:
    """Yield each file as Python: of templates what Django's own tool makes of them."""
    for app in APPS:
        for path in sorted((BASE_DIR / app).rglob("*")):
            name = path.relative_to(BASE_DIR).as_posix()
            if LEFT_OUT.search(f"/{name}") or not path.is_file():
                continue
            if path.suffix == ".py":
                yield name, path.read_text(encoding="utf-8")
            elif path.suffix in (".html", ".txt") and "templates" in path.parts:
                marked = templatize(path.read_text(encoding="utf-8"), origin=name)
                # Its lines are no blocks: what is left of their indentation would only confuse.
                yield name, "\n".join(line.lstrip() for line in marked.splitlines())


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def compiled(path: Path) -> bytes:
    """Return what a `.mo` file must hold for the `.po` file at `path`."""
    written = BytesIO()
    write_mo(written, read(path))
    return written.getvalue()


def languages() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def main() -> int:
    """Bring all languages up to date, and tell how many texts still lack a translation."""
    found, lacking = collected(), 0
    for path in languages():
        catalogue = read(path)
        catalogue.update(found, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        catalogue.creation_date = catalogue.revision_date = UNDATED
        catalogue.last_translator, catalogue.language_team, catalogue.msgid_bugs_address = "Torale", "Torale", ""
        with path.open("wb") as file:
            write_po(file, catalogue, width=100, sort_output=True, omit_header=False, ignore_obsolete=True)
        path.with_suffix(".mo").write_bytes(compiled(path))
        missing = untranslated(catalogue)
        lacking += len(missing)
        sys.stdout.write("".join(f"{path.parts[-3]} lacks: {text}\n" for text in missing))
    return int(lacking > 0)


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the texts without a translation, or with one that is only guessed."""
    return [str(each.id) for each in catalogue if each.id and (each.fuzzy or not _is_whole(each.string))]


def _is_whole(text: Text) -> bool:
    return all(text) if isinstance(text, list | tuple) else bool(text)


if __name__ == "__main__":
    sys.exit(main())
