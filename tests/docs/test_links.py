"""Links lead to a file that is there, and to a heading that it has. Those to other sites are not followed."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.docs.documents import ALL, DOCS, anchors, links, name, read

each_document = pytest.mark.parametrize("document", ALL, ids=name)


@each_document
def test_every_link_within_leads_to_a_file_and_a_heading(document: Path) -> None:
    for link in (link for link in links(document) if "://" not in link):
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@each_document
def test_every_link_to_elsewhere_is_a_public_https_address(document: Path) -> None:
    for link in (link for link in links(document) if "://" in link):
        address = urlsplit(link)
        assert address.scheme == "https", link
        assert address.hostname is not None, link
        assert "." in address.hostname, link


def test_no_document_says_the_same_heading_twice() -> None:
    for document in ALL:
        headings = [line for line in read(document).splitlines() if line.startswith("## ")]
        assert len(headings) == len(set(headings)), name(document)


def test_every_page_is_reached_from_the_first_one() -> None:
    [index] = [document for document in DOCS if document.name == "index.md"]
    linked = {link.partition("#")[0] for link in links(index)}
    assert {document.name for document in DOCS} - linked == {"index.md"}
