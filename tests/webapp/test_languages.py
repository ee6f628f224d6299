"""The translations are whole, fit their texts, and are compiled as they are written."""

import re
from pathlib import Path

import pytest
from babel.messages import Catalog
from django.test import Client
from django.utils import translation

from accounts.models import User
from tests.accounts.people import person, quick_passwords
from tests.webapp import stage
from webapp import catalogue

__all__ = ["quick_passwords"]
PLACEHOLDER = re.compile(r"%\(\w+\)s|</?\w+>")
LANGUAGES = pytest.mark.parametrize("path", catalogue.languages(), ids=lambda path: path.parts[-3])


@pytest.fixture(scope="module")
def texts() -> Catalog:
    return catalogue.collected()


@LANGUAGES
def test_every_text_of_the_tree_is_translated_and_nothing_else(path: Path, texts: Catalog) -> None:
    translated = catalogue.read(path)
    assert {(each.id, each.context) for each in translated} == {(each.id, each.context) for each in texts}, (
        "run ./script/messages, then translate what it names"
    )
    assert catalogue.untranslated(translated) == []


@LANGUAGES
def test_each_translation_has_the_placeholders_of_its_text(path: Path) -> None:
    for each in catalogue.read(path):
        if each.id:
            # The last form of a plural is the one for many.
            text, words = (
                value if isinstance(value, str) else list(value or ())[-1] for value in (each.id, each.string)
            )
            assert sorted(PLACEHOLDER.findall(words)) == sorted(PLACEHOLDER.findall(text)), text


@LANGUAGES
def test_what_is_compiled_is_what_is_written(path: Path) -> None:
    assert path.with_suffix(".mo").read_bytes() == catalogue.compiled(path), "run ./script/messages"


@pytest.mark.django_db
@pytest.mark.usefixtures("quick_passwords")
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/tasks", "Meine Aufgaben"),
        ("/tasks/new", "Neue Aufgabe"),
        ("/alerts", "Meldungen"),
        ("/explore", "Vorlagen"),
        ("/welcome", "Was willst du wissen?"),
        ("/settings", "Sprache und Zeit"),
        ("/settings/channels", "Benachrichtigungen"),
        ("/settings/sent", "Alles Gesendete"),
        ("/settings/api-keys", "Einen Schlüssel anlegen"),
        ("/settings/password", "Passwort ändern"),
        ("/settings/notices", "Sicherheitshinweise"),
    ],
)
def test_the_pages_are_german_for_who_chose_it(path: str, words: str) -> None:
    alice = person(language="de")
    stage.furnish(alice)
    page = signed_in(alice).get(path).content.decode()
    assert '<html lang="de">' in page
    assert words in page
    assert translation.get_language() == "en"


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser
