"""The site that is made of the documentation: whole, and wholly from here."""

import re
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from core.api.openapi import document
from core.env import BASE_DIR
from docs_site import reference
from tests.docs.documents import DOCS

LOADED = re.compile(
    r"""<(?:script|img|iframe|source)\b[^>]*?\bsrc=["']?([^"'\s>]+)|<link\b[^>]*?\bhref=["']?([^"'\s>]+)"""
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Raises Abort at the first warning: a page that is in no menu, a link that leads nowhere."""
    folder = tmp_path_factory.mktemp("site")
    config = load_config(str(BASE_DIR / "mkdocs.yml"), site_dir=str(folder), strict=True)
    build(config)
    return folder


def test_every_document_is_a_page(site: Path) -> None:
    assert {page.name for page in site.glob("*.html")} >= {document.with_suffix(".html").name for document in DOCS}
    assert "TORALE_API_KEY" in (site / "client.html").read_text()


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    pages = {page: LOADED.findall(page.read_text()) for page in site.rglob("*.html")}
    assert all(pages.values())
    for page, found in pages.items():
        for address in map("".join, found):
            assert not re.match(r"(https?:)?//", address), (page, address)


def test_it_can_be_searched_as_files(site: Path) -> None:
    assert (site / "assets" / "iframe-worker.js").is_file()
    assert "Idempotency-Key" in (site / "search" / "search_index.js").read_text()


def test_the_reference_has_every_operation_with_its_refusals_and_examples() -> None:
    pages = "\n".join(reference.pages(document()).values())
    for path, item in document()["paths"].items():
        for method, operation in item.items():
            assert f"<b>{method.upper()}</b>{path}</p>" in pages
            assert f"## {operation['summary']} {{ #{operation['operationId']} }}" in pages
            assert all(f"| {status} | " in pages for status in operation["responses"] if status >= "400")


def test_every_object_that_the_reference_links_to_is_described() -> None:
    pages = reference.pages(document())
    linked = set(re.findall(r"\(objects\.md#(\w+)\)", "".join(pages.values())))
    assert linked <= set(re.findall(r"\{ #(\w+) \}", pages["objects"]))


def test_every_tag_has_its_page_in_the_menu() -> None:
    menu = (BASE_DIR / "mkdocs.yml").read_text()
    assert [page for page in reference.pages(document()) if f"reference/{page}.md" not in menu] == []
