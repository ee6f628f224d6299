"""What the documents show as a session: each command exists, and takes these arguments.

Docker cannot be run here. The rest is run by tests/journey/test_documents.py and test_console.py.
"""

import os
import re
import shlex
from collections.abc import Callable, Iterable

import pytest
import yaml
from django.core.management import get_commands, load_command_class

from core.env import BASE_DIR
from tests.docs.documents import ALL, console_lines, name
from torale.cli.arguments import parser

LINES = [
    pytest.param(line, id=f"{name(document)}: {line}")
    for document in ALL
    for line in dict.fromkeys(console_lines(document))
]
COMPOSE = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())
SETTING_FILES = ("config/settings.py", "core/env.py", "launcher/installation.py", "docker-compose.yml")
SETTINGS = "".join((BASE_DIR / file).read_text() for file in SETTING_FILES)
# Of others: what they are told is theirs.
OF_OTHERS = {"curl", "git", "jq"}


@pytest.mark.parametrize("line", LINES)
def test_what_is_shown_can_be_typed(line: str) -> None:
    for command in re.split(r" \| ", line):
        first, *rest = _words(command)
        if first not in OF_OTHERS:
            CHECKS[first.partition("/script/")[0] if first.startswith("./script/") else first]([first, *rest])


def _words(command: str) -> list[str]:
    """Its words, without what the shell takes from and puts into files."""
    words = shlex.split(re.sub(r"\$\([^)]*\)", "generated", command))
    cut = next((place for place, word in enumerate(words) if word in ("<", ">")), len(words))
    return words[:cut]


def _export(words: list[str]) -> None:
    for setting in (word.partition("=")[0] for word in words[1:]):
        assert re.search(rf"\b{setting}\b", SETTINGS), setting


def _script(words: list[str]) -> None:
    assert os.access(BASE_DIR / words[0], os.X_OK)
    if words[0] == "./script/manage":
        _manage(words[1:])


def _manage(words: list[str]) -> None:
    command, *arguments = words
    load_command_class(get_commands()[command], command).create_parser("manage.py", command).parse_args(arguments)


def _docker(words: list[str]) -> None:
    assert words[1] == "compose"
    action, *rest = words[2:]
    rest = [word for word in rest if word != "-T"]
    if action == "exec":
        _services(rest[:1])
        if rest[1:3] == ["python", "manage.py"]:
            _manage(rest[3:])
    elif action == "up":
        _services(word.partition("=")[0] for word in rest if "=" in word)
    else:
        assert action in ("build", "stop")
        _services(rest)


def _services(named: Iterable[str]) -> None:
    assert set(named) <= COMPOSE["services"].keys()


def _torale(words: list[str]) -> None:
    parser().parse_args(words[1:])


def _pip(words: list[str]) -> None:
    assert words[1] == "install"
    assert (BASE_DIR / words[2] / "pyproject.toml").is_file()


CHECKS: dict[str, Callable[[list[str]], None]] = {
    ".": _script,
    "docker": _docker,
    "export": _export,
    "pip": _pip,
    "torale": _torale,
}
