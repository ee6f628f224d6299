"""MkDocs's hooks: pages that are made while the site is built, so that nothing has to be said twice."""

import os
import re

import django
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from core.env import BASE_DIR

# Documents that lie elsewhere since others look for them there.
ELSEWHERE = {"client.md": "sdk/README.md", "changelog.md": "CHANGELOG.md"}
# Targets on the site of links to documents outside `docs/`.
PAGES = {document: page for page, document in ELSEWHERE.items()} | {"core/api/introduction.md": "reference/index.md"}
LINK = re.compile(r"\]\(\.\./(?P<path>[^)#]+)")


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    for page, document in ELSEWHERE.items():
        files.append(File.generated(config, page, content=(BASE_DIR / document).read_text(encoding="utf-8")))
    for page, text in _reference().items():
        files.append(File.generated(config, f"reference/{page}.md", content=text))
    return files


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Links to documents outside `docs/` lead to their pages here."""
    return LINK.sub(lambda link: f"]({PAGES.get(link['path'], '../' + link['path'])}", markdown)


def _reference() -> dict[str, str]:
    """The pages of the API reference, of the document that `/openapi.json` answers."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("SECRET_KEY", "builds-pages-and-serves-nobody")
    django.setup()
    from core.api.openapi import document
    from docs_site import reference

    return reference.pages(document())
