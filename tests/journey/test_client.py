"""The whole loop as a program of the client sees it, on real parts: create, execute, wait, and the webhook verified."""

import pytest

from tests.doubles.gemini import GeminiDouble, grounded, judgement
from tests.doubles.receiver import Receiver
from tests.stack import Stack, wait_for
from torale import ToraleClient, webhooks

pytestmark = pytest.mark.stack


def test_a_task_is_created_run_and_told_and_its_webhook_is_genuine(
    stack: Stack, gemini: GeminiDouble, receiver: Receiver
) -> None:
    gemini.searches = [grounded("It will be released on 9 September, says Apple.")]
    gemini.evaluations = [judgement("met", notification="The next iPhone comes on 9 September.")]
    stack.start("worker", "courier")
    stack.await_ready()
    with ToraleClient(stack.manage("create_api_key", "bob@example.com"), stack.url) as client:
        client.webhooks.update_config(url=receiver.url("/hook/"))
        secret = client.webhooks.rotate_secret().secret
        task = client.tasks.create("When is the next iPhone being released?", state="paused")

        execution = client.tasks.wait(client.tasks.execute(task), timeout=30)

        assert (execution.status, execution.condition_met) == ("success", True)
        assert client.tasks.notifications(task) == [execution]
        [hook] = receiver.wait_for(1, timeout=20)
        assert secret
        event = webhooks.verify(dict(hook.headers), hook.body, secret)
        assert event["data"]["execution"]["notification"] == "The next iPhone comes on 9 September."
        [sent] = wait_for(lambda: [one for one in client.notifications.iter_sends(task) if one.status == "sent"], "it")
        [delivery] = client.webhooks.deliveries(task)
        assert (sent.id, delivery.attempts[0].status_code) == (delivery.id, 200)
        client.tasks.delete(task)
