"""Cadences in plain English: the right five fields in UTC, or none; never those of another cadence."""

import time

import pytest

from tasks_app.pipeline.cadence import heard

SAID = {
    "every 15 minutes": "*/15 * * * *",
    "every 10min": "*/10 * * * *",
    "every minute": "* * * * *",
    "every half hour": "*/30 * * * *",
    "every 60 minutes": "0 * * * *",
    "once an hour": "0 * * * *",
    "every 120 minutes": "0 */2 * * *",
    "every three hours": "0 */3 * * *",
    "every 24 hours": "0 9 * * *",
    "every 7 days": "0 9 * * 1",
    "every day at noon": "0 12 * * *",
    "at midnight every day": "0 0 * * *",
    "every day at 9am and 5pm": "0 9,17 * * *",
    "every day at 9 and 5 pm": "0 9,17 * * *",
    "daily at 9, 13 and 17": "0 9,13,17 * * *",
    "every day at 9:30 and 17:30": "30 9,17 * * *",
    "every day at 12 am": "0 0 * * *",
    "every day at 5 o'clock pm": "0 17 * * *",
    "every evening at 7": "0 19 * * *",
    "every day at 7 in the evening": "0 19 * * *",
    "every day at 10 at night": "0 22 * * *",
    "every Monday morning": "0 8 * * 1",
    "twice a day": "0 9,21 * * *",
    "three times a day": "0 1,9,17 * * *",
    "twice a day at 8 and 20": "0 8,20 * * *",
    "twice a week": "0 9 * * 1,4",
    "every Monday and Thursday": "0 9 * * 1,4",
    "on Mondays and Thursdays at 9": "0 9 * * 1,4",
    "every Mon, Wed and Fri at 7am": "0 7 * * 1,3,5",
    "every Monday to Friday at 9": "0 9 * * 1-5",
    "every day from Friday to Sunday": "0 9 * * 0,5,6",
    "every weekday except Friday at 8": "0 8 * * 1-4",
    "every weekend": "0 9 * * 0,6",
    "every week on Friday": "0 9 * * 5",
    "every 20 minutes on weekends": "*/20 * * * 0,6",
    "on the 15th of every month": "0 9 15 * *",
    "every month on the 15th at 8": "0 8 15 * *",
    "every 15th": "0 9 15 * *",
    "on the 1st and 15th of each month": "0 9 1,15 * *",
    "quarterly": "0 9 1 */3 *",
    "every day at 9 am EST": "0 14 * * *",
    "every day at 9 AM UTC+2": "0 7 * * *",
    "every day at 10:15 UTC+5:30": "45 4 * * *",
    "every Monday at 9 pm EST": "0 2 * * 2",
    "every Monday at 6 am JST": "0 21 * * 0",
    "every 10 minutes between 9 and 17": "*/10 9-16 * * *",
    "every hour from 9 am to 5 pm on weekdays": "0 9-17 * * 1-5",
    "every 2 hours from 8 to 18": "0 8,10,12,14,16,18 * * *",
    "every 30 minutes from 22:00 to 6:00": "*/30 0-5,22,23 * * *",
}
UNSAYABLE = (
    *("every 90 minutes", "every 45 minutes", "every 5 hours", "every 36 hours", "every 48 hours", "every 30 seconds"),
    *("every 2 days", "every other day", "every second Tuesday", "every two weeks", "fortnightly", "biweekly"),
    *(
        "every 5 months",
        "every hour and a half",
        "every 1.5 hours",
        "every few hours",
        "every 2-3 hours",
        "five times a day",
    ),
    *("every first Monday of the month", "on the last day of every month", "every year on December 1st"),
    *("every day at 9 am Berlin time", "every day at 9 ET", "every day at 9 in New York", "every day at 9 am CST"),
    *(
        "every day at 9 and 17:30",
        "every day at 9 and 11 pm",
        "every weekday at 9 am and 5 pm PST",
        "every month at 9 pm EST",
    ),
    *("every day until Friday", "every day for a week", "every day in December", "every day except holidays"),
    *("every 10 minutes during business hours", "every 6 hours starting at 9", "every day at half past nine"),
    *("at least twice a day", "every day at 9 and every Friday at 17", "every Monday or Thursday", "every day 9-5"),
)
NO_CADENCE = (
    *("tell me if the show is on Monday", "tell me every time the price changes", "is the daily deal open?"),
    *("tell me about every new episode", "watch https://shop.example/daily", "tell me on the 15th", "soon"),
    *(
        "tell me if the train at 9 am and 5 pm is late",
        "every day at 99",
        "every day at 9:75",
        "every day at 13 pm",
        "the weekly newsletter",
    ),
)


@pytest.mark.parametrize(("said", "cron"), SAID.items())
@pytest.mark.parametrize("form", ["{} tell me if it rains", "Check https://a.example/x {}, please", "{}"])
def test_a_cadence_becomes_the_cron_line_that_says_it(form: str, said: str, cron: str) -> None:
    cadence = heard(form.format(said))
    assert cadence is not None
    assert cadence.cron == cron
    assert said not in cadence.rest


@pytest.mark.parametrize("said", UNSAYABLE)
@pytest.mark.parametrize("form", ["{} tell me if it rains", "Check https://a.example/x {}, please", "{}"])
def test_what_five_fields_cannot_say_is_said_by_none(form: str, said: str) -> None:
    cadence = heard(form.format(said))
    assert cadence is not None
    assert cadence.cron is None


@pytest.mark.parametrize("text", NO_CADENCE)
def test_what_is_watched_is_no_cadence(text: str) -> None:
    assert heard(text) is None


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Twice a day check https://a.example/x for the price", "check https://a.example/x for the price"),
        ("Tell me if it rains every day at 9", "Tell me if it rains"),
        ("Tell me if the shop opens at 8 every day", "Tell me if the shop opens at 8"),
        ("Tell me when it is out, and check it every 90 minutes", "Tell me when it is out"),
        ("Every hour tell me if the show is on every Monday", "tell me if the show is on every Monday"),
    ],
)
def test_what_is_watched_is_left(text: str, rest: str) -> None:
    cadence = heard(text)
    assert cadence is not None
    assert cadence.rest == rest


@pytest.mark.parametrize(
    "piece", ["every ", "every day ", "at 9 and ", "Monday, ", "every 2 ", "the 1st and ", "(", "daily, "]
)
def test_no_text_takes_long(piece: str) -> None:
    begun = time.process_time()
    heard((piece * 2000)[:2000])
    assert time.process_time() - begun < 0.5
