"""Read XML with a real parser, which takes nothing from outside and expands no entities of the page's own."""

from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from tasks_app.documents.drafts import MOST_BLOCKS, Draft
from tasks_app.documents.html import read_fragment
from tasks_app.documents.types import BlockKind

DEEPEST = 200


class XmlError(Exception):
    """The text is no XML that is read here; the message says why."""


def tree_of(text: str) -> Any:
    """Return the root element. Raise XmlError where nothing of the text is XML.

    Errors of form are mended as far as libxml2 can; entities that the document declares itself stay unexpanded.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, remove_comments=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser, base_url=None)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise XmlError("its XML is damaged") from error
    if root is None:
        raise XmlError("its XML is damaged")
    return root


def without_declaration(text: str) -> str:
    """Return `text` without its XML declaration, whose encoding does not hold for text that is decoded."""
    text = text.lstrip("\ufeff \t\r\n")
    if text.startswith("<?xml"):
        return text.partition("?>")[2]
    return text


def read_xml(root: Any) -> Draft:
    """Return the text of every element, and its attributes as "name: value"; `section` names the element above."""
    draft = Draft()
    for element in root.iter(etree.Element):
        if len(draft.blocks) >= MOST_BLOCKS:
            break
        name = _name(element)
        above = element.getparent()
        section = _name(above) if above is not None else ""
        for attribute, value in element.attrib.items():
            if not attribute.startswith("{"):
                draft.add(f"{attribute}: {value}", section=name)
        text = element.text or ""
        if "<" in text and ">" in text and "</" in text:
            draft.blocks += read_fragment(text)
        else:
            draft.add(text, BlockKind.HEADING if name == "title" else BlockKind.TEXT, section=section)
        draft.add(element.tail or "", section=section)
        if name == "title" and not draft.title:
            draft.title = " ".join(text.split())[:300]
    return draft


def _name(element: Any) -> str:
    return str(etree.QName(element).localname)
