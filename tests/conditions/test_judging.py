"""Each kind of condition, judged on pages made by hand: right where a page says it, silent where it does not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks_app.conditions import Look, judge, understand
from tasks_app.documents import Availability, Barrier, BarrierKind, Document, Offer
from tasks_app.pipeline.types import Verdict
from tests.conditions.pages import MET, NOT_MET, UNSURE, judged, page, verdict

IN_STOCK = 'The page says "in stock"'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Widget: in stock now, 3 left", MET),
        ("Water leak sensor in stock", MET),
        ("Not in stock", NOT_MET),
        ("0 in stock", NOT_MET),
        ("In stock: none", NOT_MET),
        ("In stock from 3 December", NOT_MET),
        ("Sign up for in stock alerts", NOT_MET),
        ("If it is in stock, we send it today", UNSURE),
        ("Sold out", NOT_MET),
    ],
)
def test_words_count_where_nothing_takes_them_back(text: str, expected: Verdict) -> None:
    assert verdict(IN_STOCK, page("Widget", text)) is expected


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        ("The bridge is open to traffic", "From 2 May 2032 the bridge is open to traffic."),
        ("The bridge is open to traffic", "On 2 May 2032 the bridge is open to traffic."),
        ("The bridge is open to traffic", "In May 2032 the bridge is open to traffic."),
        ("The bridge is open to traffic", "Once works end, the bridge is open to traffic."),
        ("The pool is open", "As of 1 June the pool is open daily from 9 to 20."),
        ("Registration for the run is open", "Starting 1 March, registration is open."),
        ("The museum is closed", "From 3 May 2032 the museum is closed."),
        ("Die Brücke ist für den Verkehr geöffnet", "Ab dem 2. Mai 2032 ist die Brücke für den Verkehr geöffnet."),
        ("Die Brücke ist geöffnet", "Am 2. Mai 2032 ist die Brücke geöffnet."),
        ("Das Freibad hat geöffnet", "Vom 2. Mai an hat das Freibad geöffnet."),
        ("La piscine est ouverte", "À partir du 2 mai, la piscine est ouverte."),
        ("La piscina está abierta", "Desde el 2 de mayo la piscina está abierta."),
        ("Het zwembad is open", "Vanaf 2 mei is het zwembad open."),
    ],
)
def test_what_holds_at_a_date_is_not_taken_for_now(condition: str, text: str) -> None:
    assert verdict(condition, page("News", text)) is UNSURE


def test_a_date_of_something_else_casts_no_doubt() -> None:
    assert verdict("The museum is open", page("Museum", "The museum is open. From 3 May we show glass.")) is MET
    assert verdict("The lamp is in stock", page("Lamp", "Updated 3 March 2031: in stock")) is not NOT_MET


def test_words_are_whole_words_and_figures() -> None:
    assert verdict('The page says "5 €"', page("Lamp", "Price: 15 €")) is NOT_MET
    assert verdict('The page says "3.1"', page("Tool", "Version 3.1.4")) is NOT_MET
    assert verdict('The page no longer says "open"', page("Museum", "It reopened yesterday")) is MET


def test_absence_needs_every_page() -> None:
    assert judged('The page no longer says "x"', page("A", "b"), is_complete=False).judgement.verdict is UNSURE


@pytest.mark.parametrize(
    ("language", "label", "expected"),
    [
        ("en", "In stock, ships today", MET),
        ("de", "Sofort lieferbar", MET),
        ("fr", "En stock, expédié sous 24 h", MET),
        ("es", "Disponible", MET),
        ("it", "Disponibile", MET),
        ("nl", "Op voorraad", MET),
        ("pt", "Em stock", MET),
        ("pl", "Dostępny, wysyłka w 24 godziny", MET),
        ("sv", "I lager", MET),
        ("da", "På lager", MET),
        ("cs", "Skladem", MET),
        ("ja", "在庫あり", MET),
        ("en", "Sold out", NOT_MET),
        ("de", "Derzeit nicht lieferbar", NOT_MET),
        ("fr", "Rupture de stock", NOT_MET),
        ("es", "Agotado", NOT_MET),
        ("it", "Esaurito", NOT_MET),
        ("nl", "Uitverkocht", NOT_MET),
        ("pt", "Esgotado", NOT_MET),
        ("pl", "Brak w magazynie", NOT_MET),
        ("sv", "Slut i lager", NOT_MET),
        ("da", "Udsolgt", NOT_MET),
        ("cs", "Vyprodáno", NOT_MET),
        ("ja", "売り切れ", NOT_MET),
        ("en", "Pre-order now", NOT_MET),
        ("en", "Spare parts in stock for ten years", UNSURE),
        ("en", "Checking availability…", UNSURE),
    ],
)
def test_availability_is_told_by_the_labels_of_each_language(language: str, label: str, expected: Verdict) -> None:
    assert verdict("The Kvist 80 is in stock", page("Kvist 80", label, language=language)) is expected


def test_a_variant_is_told_by_its_own_row() -> None:
    boots = page("Fjellvik boot", "42 sold out", "43 available, 3 pairs")
    assert verdict("Size 43 of the Fjellvik boot can be ordered", boots) is MET
    assert verdict("Size 42 of the Fjellvik boot can be ordered", boots) is NOT_MET
    assert verdict("Size 45 of the Fjellvik boot can be ordered", boots) is UNSURE


def test_declared_offers_and_labels_that_disagree_are_silent() -> None:
    offer = Offer("Kvist 80", Decimal(9), "EUR", Availability.UNAVAILABLE, "json-ld")
    shop = page("Kvist 80", "In stock")
    assert verdict("The Kvist 80 is in stock", replace(shop, offers=(offer,))) is UNSURE


@pytest.mark.parametrize("shown", ["1.299,00 €", "1 299,00 €", "€1,299.00", "1299 €", "EUR 1'299.–"])
def test_formats_of_one_figure_judge_alike(shown: str) -> None:
    lamp = page("Larch 14", shown)
    assert verdict("The Larch 14 costs less than 1300 euros", lamp) is MET
    assert verdict("The Larch 14 costs less than 1299 euros", lamp) is NOT_MET


@settings(max_examples=25, deadline=None)
@given(st.integers(1000, 999_999), st.integers(1, 999_999), st.integers(0, 99))
def test_any_price_judges_alike_in_each_format(whole: int, bound: int, cents: int) -> None:
    grouped = f"{whole:,}"
    formats = (
        f"{grouped.replace(',', '.')},{cents:02} €",
        f"{grouped.replace(',', ' ')},{cents:02} €",
        f"€{grouped}.{cents:02}",
        f"EUR {grouped.replace(',', chr(39))}.{cents:02}",
    )
    condition = f"The Larch lamp costs less than {bound} euros"
    expected = MET if Decimal(f"{whole}.{cents:02}") < bound else NOT_MET
    assert {verdict(condition, page("Larch lamp", shown)) for shown in formats} == {expected}


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 5000), st.integers(1, 5000))
def test_a_price_across_the_bound_flips_the_verdict(price: int, bound: int) -> None:
    expected = MET if price < bound else NOT_MET
    assert verdict(f"The Larch lamp costs less than {bound} euros", page("Larch lamp", f"€{price}.00")) is expected


@pytest.mark.parametrize(
    "other", ["or €39 a month", "Delivery €4.90", "RRP €30.00", "You save €20", "Pen sold separately (€9.00)"]
)
def test_another_price_is_not_the_price(other: str) -> None:
    assert verdict("The Marlow sofa costs less than 50 euros", page("Marlow sofa", "€936.00", other)) is NOT_MET


def test_units_are_compared_as_units() -> None:
    gauge = page("Gauge Dunmere", "Reading: 312 cm", "Warning stage from 350 cm")
    assert verdict("The river at Dunmere is higher than 3 metres", gauge) is MET
    assert verdict("The lamp costs less than 50 pounds", page("Lamp", "€20.00")) is UNSURE


@pytest.mark.parametrize(
    ("condition", "name", "text", "expected"),
    [
        ("The opening date of the museum is known", "Museum", "The museum opens on 4 September 2099.", MET),
        ("The opening date of the museum is known", "Museum", "The opening date has not been fixed yet.", NOT_MET),
        ("The opening date of the museum is known", "Museum", "The museum opens in spring 2099.", UNSURE),
        ("The pool is open on Sundays", "Pool", "Saturday and Sunday 9:00–18:00", MET),
        ("The pool is open on Sundays", "Pool", "Closed on Sundays", NOT_MET),
        ("The pool is open on Sundays", "Pool", "Café: Sunday 9–18", UNSURE),
        ("More than 5 seats are left", "Workshop", "Seats left: 12 of 40", MET),
        ("More than 5 seats are left", "Workshop", "38 of 40 seats are taken", NOT_MET),
        ("An appointment at the clinic is free", "Clinic", "Next free appointment: 3 February 2099", MET),
    ],
)
def test_known_dates_hours_and_counts(condition: str, name: str, text: str, expected: Verdict) -> None:
    judged_now = judge(understand(condition), condition, (page(name, text),), is_complete=True, today=date(2026, 12, 1))
    assert judged_now.judgement.verdict is expected


def test_a_day_is_to_come_only_where_the_clock_shows_it() -> None:
    condition, pool = "The pool is open", page("Pool", "The pool is open from 2 May 2032.")
    by_clock = {
        today: judge(understand(condition), condition, (pool,), is_complete=True, today=today).judgement.verdict
        for today in (None, date(2032, 4, 30), date(2032, 5, 3))
    }
    assert list(by_clock.values()) == [UNSURE, NOT_MET, UNSURE]


def test_only_final_versions_count() -> None:
    listed = page("Releases of ternaby", "ternaby 4.0.0-beta2", "ternaby 3.9.6")
    assert verdict("ternaby 4.0 or later has been released", listed) is NOT_MET
    assert verdict("ternaby 3.9 or later has been released", listed) is MET


def test_dates_that_could_be_two_are_silent() -> None:
    assert verdict("The rink opens before 1 June 2031", page("Ice rink", "Opens on 12 May 2031")) is MET
    assert verdict("The rink opens before 1 June 2031", page("Ice rink", "Opens on 12 July 2031")) is NOT_MET
    assert verdict("The rink opens before 20 April 2031", page("Ice rink", "Opens on 04/05/2031")) is UNSURE


def test_free_words_are_met_only_in_the_same_words_and_never_not_met() -> None:
    text = "The council has approved the new stadium"
    assert verdict(text, page("News", "The council has approved the new stadium.")) is MET
    for said in (
        "The council has not approved the new stadium.",
        "“The council has approved the new stadium”, he said",
    ):
        assert verdict(text, page("News", said)) is UNSURE
    assert verdict(text, page("News", "Nothing of note")) is UNSURE


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["In stock", "Kvist 90, in stock", "Add to basket", "€1.00", "Open", "Released: 9.9"])))
def test_menus_and_other_products_turn_nothing_into_met(others: list[str]) -> None:
    for condition in ("The Kvist 80 is in stock", "The Kvist 80 costs less than 5 euros", "Kvist 9.9 is released"):
        plain = verdict(condition, page("Kvist 80", "A fine thing", "Sold out", "€80.00"))
        crowded = verdict(condition, page("Kvist 80", "A fine thing", "Sold out", "€80.00", apart=tuple(others)))
        assert crowded is plain is not MET


def test_the_first_look_is_a_baseline_and_noise_is_no_change() -> None:
    first = judged("The page changes", page("Hall", "Choir on 7 May", "12:01:07", "17 people online"))
    assert first.judgement.verdict is NOT_MET
    noisy = judged("The page changes", page("Hall", "23 people online", "14:00", "Choir on 7 May"), last=first.look)
    assert noisy.judgement.verdict is NOT_MET
    changed = judged("The page changes", page("Hall", "Choir on 7 May", "Repair café"), last=noisy.look)
    assert (changed.judgement.verdict, changed.judgement.quote) == (MET, "Repair café")
    assert Look.from_json(changed.look.to_json()) == changed.look


def test_a_second_version_or_date_is_news_and_another_count_is_not() -> None:
    condition = 'The page says "released"'
    first = judged(condition, page("Tool", "Version 2.0 released"))
    same = judged(condition, page("Tool", "Version 2.0 released! 300 downloads"), last=first.look)
    second = judged(condition, page("Tool", "Version 2.0 released", "Version 2.1 released"), last=same.look)
    assert [look.is_new for look in (same, second)] == [False, True]
    assert second.judgement.quote == "Version 2.1 released"


def test_a_page_behind_a_barrier_shows_nothing() -> None:
    wall = Document("https://example.com/", 200, "text/html", barrier=Barrier(BarrierKind.BOT_CHECK, "one moment"))
    assert verdict('The page no longer says "sold out"', wall) is UNSURE
