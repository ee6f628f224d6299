"""Security notices under `kill -9`: what a committed change has to tell is told, whatever is lost on the way."""

import pytest
import requests
from redis import Redis

from launcher import embedded
from tests.faults.load import Load
from tests.stack import wait_for

pytestmark = pytest.mark.stack
WAITING = "SELECT count(*) FROM accounts_securitynotice"


def test_a_notice_is_sent_although_its_job_and_all_processes_were_lost(load: Load) -> None:
    stack = load.stack
    stack.kill("worker", "courier", "beat")
    made = requests.post(
        f"{stack.url}/auth/api-keys", json={"name": "laptop"}, headers=dict(stack.session.headers), timeout=20
    )
    assert made.ok, made.text
    stack.kill("web")
    with Redis.from_url(embedded.redis_url(stack.installation.home)) as broker:
        broker.flushall()
    assert stack.asked(WAITING) == [(1,)]

    stack.start("web", "worker", "courier", "beat")
    wait_for(lambda: stack.asked(WAITING) == [(0,)], "the notice to be sent", seconds=90)
    mails = [mail for mail in stack.installation.home.rglob("*.eml") if "A new API key" in mail.read_text()]
    assert len(mails) == 1
