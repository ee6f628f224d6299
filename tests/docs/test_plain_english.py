"""The first rule of plain English in CONTRIBUTING."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.env import BASE_DIR

FOLDERS = (
    *("accounts", "adminapi", "bench", "config", "core", "docs_site", "launcher", "notifications", "pins", "sdk"),
    *("tasks_app", "webapp"),
)
BANNED = frozenset(("what", "who", "whom", "whose", "whether", "of", "that", "where", "so", "those"))
WITH_DOCSTRINGS = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def docstrings(source: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, WITH_DOCSTRINGS) and (text := ast.get_docstring(node)):
            yield node.body[0].lineno, text


def comments(source: str) -> Iterator[tuple[int, str]]:
    """Yield each comment's first line; a line of its own below another comment continues that."""
    last = 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            stands_alone = not token.line[: token.start[1]].strip()
            if not (stands_alone and last == token.start[0] - 1):
                yield token.start[0], token.string
            last = token.start[0] if stands_alone else 0


def faults(source: str) -> Iterator[tuple[int, str]]:
    for line, text in (*docstrings(source), *comments(source)):
        first = re.search(r"[A-Za-z']+", text)
        if first and first[0].lower() in BANNED:
            yield line, text.partition("\n")[0]


@pytest.mark.parametrize("folder", FOLDERS)
def test_docstrings_and_comments_begin_with_a_verb_or_the_name_of_the_thing(folder: str) -> None:
    found = [
        f"{path.relative_to(BASE_DIR)}:{line}: {text}"
        for path in sorted(Path(BASE_DIR, folder).rglob("*.py"))
        if "migrations" not in path.parts
        for line, text in faults(path.read_text())
    ]
    assert found == []


def test_a_banned_first_word_is_found() -> None:
    source = '"""Of a module."""\nx = 1  # where it is\n# Whole words count.\n# So does a second line.\n'
    assert [line for line, _ in faults(source)] == [1, 2]
