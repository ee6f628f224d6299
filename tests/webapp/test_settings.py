"""The settings: language and time zone, default channels, addresses, and everything that was sent."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from notifications.models import EmailAddress, Notification, NotificationDefaults, SigningSecret, Webhook
from tests.accounts.people import person, quick_passwords
from tests.conftest import client_of
from tests.notifications.make import record, webhook_to

__all__ = ["quick_passwords"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]
HOOK = "https://hooks.example.com/x"


@pytest.fixture
def alice() -> User:
    return person()


@pytest.fixture
def browser(alice: User) -> Client:
    browser = Client()
    browser.force_login(alice)
    return browser


def text(browser: Client, path: str) -> str:
    return browser.get(path).content.decode()


def test_pages_speak_the_language_and_the_time_of_the_person(browser: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(created_at="2026-07-01T22:30:00Z")
    assert "1 Jul 2026" in text(browser, "/settings")
    answer = browser.post("/settings", {"language": "de", "time_zone": "Europe/Berlin"}, follow=True)
    page = answer.content.decode()
    assert answer["Content-Language"] == "de"
    assert '<html lang="de">' in page
    assert '<time datetime="2026-07-01T22:30:00Z" title="2026-07-01 22:30:00 UTC">02.07.2026</time>' in page


def test_strangers_get_the_language_that_their_browser_asks_for() -> None:
    person()
    answer = Client(headers={"accept-language": "de-CH,en;q=0.5"}).get("/")
    assert answer["Content-Language"] == "de"
    assert "Accept-Language" in answer["Vary"]


def test_the_api_stays_english(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(language="de")
    body = {"search_query": ""}
    answer = client_of(alice).post("/api/v1/tasks", body, format="json", headers={"accept-language": "de"})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["msg"] == "String should not be blank"
    assert "Content-Language" not in answer


def test_an_unknown_language_or_zone_is_refused_at_its_field(browser: Client, alice: User) -> None:
    page = browser.post("/settings", {"language": "xx", "time_zone": "Nowhere"}).content.decode()
    assert page.count('class="errorlist"') == 2
    alice.refresh_from_db()
    assert (alice.language, alice.time_zone) == ("", "UTC")


def test_mail_is_switched_off_and_on(browser: Client, alice: User) -> None:
    browser.post("/settings/channels/mail")
    assert NotificationDefaults.objects.get(owner=alice).email is False
    browser.post("/settings/channels/mail", {"email": "on"})
    assert NotificationDefaults.objects.get(owner=alice).email is True


def test_a_webhook_is_set_its_secret_is_shown_once_and_it_is_removed(browser: Client, alice: User) -> None:
    page = browser.post("/settings/channels/webhook", {"url": HOOK, "enabled": "on"}).content.decode()
    secret = SigningSecret.objects.get(owner=alice).secret
    assert secret in page
    assert secret not in text(browser, "/settings/channels")
    browser.post("/settings/channels/webhook", {"url": HOOK})
    assert Webhook.objects.get(owner=alice).disabled_at is not None
    browser.post("/settings/channels/webhook", {"url": ""})
    assert not Webhook.objects.exists()


def test_a_refused_webhook_is_kept_in_the_form_with_the_reason_beside_it(browser: Client) -> None:
    page = browser.post("/settings/channels/webhook", {"url": "http://10.0.0.1/x", "enabled": "on"}).content.decode()
    assert 'id="id_url_error"' in page
    assert 'value="http://10.0.0.1/x"' in page
    assert not Webhook.objects.exists()


def test_a_new_secret_is_asked_for_first_and_shown_once(browser: Client, alice: User) -> None:
    webhook_to(alice, HOOK)
    old = SigningSecret.made_for(alice.pk)[0].secret
    assert "Replace" in text(browser, "/settings/channels/secret")
    assert SigningSecret.objects.get(owner=alice).secret == old
    page = browser.post("/settings/channels/secret").content.decode()
    assert SigningSecret.objects.get(owner=alice).secret in page


def test_an_address_is_removed_after_a_question(browser: Client, alice: User) -> None:
    address = EmailAddress.objects.create(owner=alice, address="bob@example.com", confirmed_at=timezone.now())
    path = f"/settings/addresses/{address.pk}/remove"
    assert "bob@example.com" in text(browser, path)
    browser.post(path)
    assert not EmailAddress.objects.filter(pk=address.pk).exists()
    assert browser.get(path).status_code == 404


def test_everything_sent_is_found_by_receiver_and_outcome(browser: Client, alice: User) -> None:
    sent = record(alice, webhook_to(alice, HOOK), now=timezone.now())
    assert HOOK in text(browser, "/settings/sent")
    assert HOOK in text(browser, "/settings/sent?q=hooks.EXAMPLE&kind=webhook")
    for other in ("?q=nothing", "?kind=email", "?status=failed"):
        assert HOOK not in text(browser, f"/settings/sent{other}")
    Notification.objects.filter(pk=sent.pk).update(
        status="failed", error_message="410 Gone", next_attempt_at=None, publish_at=None
    )
    assert "410 Gone" in text(browser, "/settings/sent?status=failed")
    browser.post(f"/settings/sent/{sent.pk}/again")
    sent.refresh_from_db()
    assert sent.status == "pending"


def test_another_persons_sends_and_addresses_are_not_there(browser: Client) -> None:
    bob = person("bob@example.com")
    sent = record(bob, webhook_to(bob, HOOK), now=timezone.now())
    address = EmailAddress.objects.create(owner=bob, address="eve@example.com", confirmed_at=timezone.now())
    assert HOOK not in text(browser, "/settings/sent")
    assert browser.post(f"/settings/sent/{sent.pk}/again").status_code == 404
    assert browser.post(f"/settings/addresses/{address.pk}/remove").status_code == 404


def test_the_list_of_sends_takes_the_same_queries_however_long_it_is(
    browser: Client, alice: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    webhook = webhook_to(alice, HOOK)
    for _ in range(60):
        record(alice, webhook, now=timezone.now())
    with django_assert_max_num_queries(8):
        assert text(browser, "/settings/sent").count(HOOK) == 50
