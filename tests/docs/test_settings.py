"""The table of settings names what can be set."""

import re

from core.env import BASE_DIR
from tests.docs.documents import read

TABLE = read(BASE_DIR / "docs" / "settings.md")


def test_it_names_every_setting_of_ours() -> None:
    settings = read(BASE_DIR / "config" / "settings.py")
    ours = set(re.findall(r'"((?:TORALE|CLERK|GEMINI)_[A-Z_]+)"', settings))
    assert {name for name in ours if f"`{name}`" not in TABLE} == set()


def test_it_names_everything_that_compose_passes_on() -> None:
    compose = read(BASE_DIR / "docker-compose.yml")
    passed = set(re.findall(r"\$\{([A-Z_]+)", compose))
    assert {name for name in passed if not name.startswith("POSTGRES_") and f"`{name}`" not in TABLE} == set()


def test_compose_takes_all_settings_but_those_that_are_said_to_be_fixed() -> None:
    table = {name for row in re.findall(r"^\| (`.*?) \|", TABLE, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
    compose = read(BASE_DIR / "docker-compose.yml")
    [fixed] = re.findall(r"but (.*?), which are fixed", read(BASE_DIR / "docs" / "self-hosting.md"), re.DOTALL)
    assert table - set(re.findall(r"\$\{([A-Z_]+)", compose)) == set(re.findall(r"`(\w+)`", fixed))
