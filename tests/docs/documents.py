"""The documents for people: their blocks of code, their links, and the places that a link may name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown.extensions.toc import slugify

from core.env import BASE_DIR

README, SDK = BASE_DIR / "README.md", BASE_DIR / "sdk" / "README.md"
DOCS = sorted((BASE_DIR / "docs").glob("*.md"))
ALL = [
    README,
    *DOCS,
    SDK,
    BASE_DIR / "CONTRIBUTING.md",
    BASE_DIR / "CHANGELOG.md",
    BASE_DIR / "bench" / "README.md",
    BASE_DIR / "core" / "api" / "introduction.md",
]

_FENCED = re.compile(r"^(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block, without its indentation."""

    language: str
    text: str


def name(document: Path) -> str:
    return str(document.relative_to(BASE_DIR))


def blocks(document: Path, *languages: str) -> list[Block]:
    found = [Block(one["language"], _outdented(one["text"], one["indent"])) for one in _FENCED.finditer(read(document))]
    return [block for block in found if block.language in languages]


def links(document: Path) -> list[str]:
    return _LINK.findall(_prose(document))


def anchors(document: Path) -> set[str]:
    return {slugify(heading.replace("`", ""), "-") for heading in _HEADING.findall(_prose(document))}


def console_lines(document: Path) -> Iterator[str]:
    """The commands of what is shown as a session: what follows `$ `."""
    for block in blocks(document, "console"):
        yield from (line.removeprefix("$ ") for line in block.text.splitlines() if line.startswith("$ "))


def read(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def _prose(document: Path) -> str:
    return _FENCED.sub("", read(document))


def _outdented(text: str, indent: str) -> str:
    return "".join(line.removeprefix(indent) for line in text.splitlines(keepends=True))
