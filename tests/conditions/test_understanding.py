"""Free text becomes a typed condition, or nothing: what is not understood is never guessed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks_app.conditions import in_words, rewritten, understand
from tasks_app.conditions.types import (
    AllOf,
    AnyOf,
    Available,
    Change,
    Dated,
    Figure,
    Hours,
    Known,
    Moment,
    Not,
    Numbered,
    Range,
    Relation,
    Topic,
    Version,
    Watched,
    Words,
)

SOLD, STOCK = Words("sold out"), Words("in stock")


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ('The page says "sold out"', SOLD),
        ('The page no longer says "sold out"', Not(SOLD)),
        ('The text "sold out" has vanished', Not(SOLD)),
        ('The page says "in stock" and not "sold out"', AllOf((STOCK, Not(SOLD)))),
        ('The page shows "in stock" instead of "sold out"', AllOf((STOCK, Not(SOLD)))),
        ('The page says neither "sold out" nor "in stock"', AllOf((Not(SOLD), Not(STOCK)))),
        ('The page says any of "sold out", "in stock"', AnyOf((SOLD, STOCK))),
        ("Die Seite zeigt „Verfügbar“", Words("Verfügbar")),
        ("La page affiche « En stock »", Words("En stock")),
        ("页面显示“有货”", Words("有货")),
    ],
)
def test_words_are_understood_with_their_sign(text: str, condition: object) -> None:
    assert understand(text) == condition


@pytest.mark.parametrize(
    ("text", "within", "unit"),
    [
        ("The lamp costs less than 1300 euros", Range(high=Decimal(1300), high_is_strict=True), "EUR"),
        ("Die Lampe kostet höchstens 1.300 €", Range(high=Decimal(1300)), "EUR"),
        ("La lampe coûte moins de 400 euros", Range(high=Decimal(400), high_is_strict=True), "EUR"),
        ("La lámpara cuesta más de 50 €", Range(low=Decimal(50), low_is_strict=True), "EUR"),
        ("La lampada costa meno di 30 euro", Range(high=Decimal(30), high_is_strict=True), "EUR"),
        ("De lamp kost minder dan 30 euro", Range(high=Decimal(30), high_is_strict=True), "EUR"),
        ("Lampa kosztuje najwyżej 150 zł", Range(high=Decimal(150)), "PLN"),
        ("The rent lies between 900 and 1,100 euros", Range(Decimal(900), Decimal(1100)), "EUR"),
        ("The river is higher than 3 metres", Range(low=Decimal(3), low_is_strict=True), "m"),
        ("The ramp is 80 % full or more", Range(low=Decimal(80)), "%"),
    ],
)
def test_figures_are_understood_in_each_language(text: str, within: Range, unit: str) -> None:
    condition = understand(text)
    assert isinstance(condition, Figure)
    assert (condition.within, condition.unit) == (within, unit)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("The Orion console is back in stock", Available("Orion console")),
        ("The Kesti lamp has sold out", Available("Kesti lamp", wanted=False)),
        ("Tickets for Fog Index can be bought", Available("Fog Index")),
        ("Registration for the sailing camp is open", Available("sailing camp", Topic.ENTRY)),
        ("Der Ofen Kvist ist wieder lieferbar", Available("Ofen Kvist")),
        ("Le vélo Alizé 5 est disponible", Available("vélo Alizé 5")),
        ("ternaby 4.0 or later has been released", Version("ternaby", "4.0", Relation.SINCE)),
        ("There is a stable release of Trellico newer than 2.8.3", Version("Trellico", "2.8.3", Relation.AFTER)),
        ("The content of the page changes", Change()),
        ("A new episode of Low Tide appears in the feed", Change(Watched.ENTRIES, "Low Tide")),
        ("The price of the lamp changes", Change(Watched.PRICE, "lamp")),
        ("The release date of the next iPhone is announced", Known("iPhone", Moment.START)),
        ("Der Eröffnungstermin des Hallenbads steht fest", Known("Hallenbads", Moment.START)),
        ("Episode 120 of Low Tide has been published", Numbered("Low Tide", "episode", 120)),
        ("The library is open on Sundays", Hours("library", frozenset({6}))),
        ("Der Laden ist sonntags geschlossen", Hours("Laden", frozenset({6}), wanted=False)),
        (
            "The rink opens before 1 June 2031",
            Dated("rink", Relation.BEFORE, date(2031, 6, 1), date(2031, 6, 1), Moment.START),
        ),
    ],
)
def test_the_other_kinds_are_understood(text: str, condition: object) -> None:
    assert understand(text) == condition


@pytest.mark.parametrize(
    "text",
    [
        "Apple has officially announced a specific release date",
        "The council has approved the new stadium",
        "A slot for registering a car is free this week",
        "Crumb & Co has reopened under a new owner",
        "A version of Pelicor without the PSA-2031-07 vulnerability has been published",
        "",
        "?",
    ],
)
def test_free_words_and_half_understood_ones_are_not_guessed_at(text: str) -> None:
    assert understand(text) is None


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_understood_or_not_and_never_fails(text: str) -> None:
    condition = understand(text)
    assert condition is None or in_words(condition)


@pytest.mark.parametrize(
    "text",
    ['The page says "A"', "The lamp costs less than 5 euros", "The lamp is in stock", "The page changes"],
)
def test_what_is_understood_is_shown_in_words_that_are_understood_again(text: str) -> None:
    condition = understand(text)
    assert condition is not None
    assert understand(in_words(condition)) is not None


def test_a_wish_is_rewritten_only_where_it_asks_for_the_same() -> None:
    assert rewritten("There is something new about https://example.com/news") == "The page changes"
    assert rewritten("I can finally grab the lamp") == "The lamp can be bought"
    assert rewritten("The lamp gets cheaper") is None
