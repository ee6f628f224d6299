import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from core.web.client_address import client_address, neighbourhood, networks

CLIENT, PROXY, INNER = "203.0.113.7", "10.0.0.1", "10.0.0.2"


@pytest.fixture
def behind_proxies(settings: Settings) -> None:
    settings.TORALE_TRUSTED_PROXIES = networks("X", "10.0.0.0/8, 2001:db8:ffff::/48,127.0.0.1")


def seen(peer: str, forwarded: str | None = None) -> str:
    meta = {"REMOTE_ADDR": peer} | ({} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded})
    return client_address(meta)


def test_without_trusted_proxies_the_peer_is_the_client() -> None:
    assert seen(PROXY, CLIENT) == PROXY


@pytest.mark.usefixtures("behind_proxies")
@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        (CLIENT, None, CLIENT),
        (CLIENT, "198.51.100.1", CLIENT),  # not a proxy of ours: what it says is its own
        (PROXY, None, PROXY),
        (PROXY, "", PROXY),
        (PROXY, CLIENT, CLIENT),
        (PROXY, f"198.51.100.1, {CLIENT}", CLIENT),  # the client may write in front, not behind
        (INNER, f"198.51.100.1, {CLIENT}, {PROXY}", CLIENT),
        (INNER, PROXY, PROXY),
        (PROXY, f"{CLIENT}:51234", CLIENT),
        (PROXY, "[2001:db8::7]:51234", "2001:db8::7"),
        (PROXY, "2001:db8::7", "2001:db8::7"),
        (PROXY, "fe80::1%eth0", "fe80::1"),
        ("2001:db8:ffff::1", CLIENT, CLIENT),
        (f"::ffff:{PROXY}", CLIENT, CLIENT),
        (PROXY, f"::ffff:{CLIENT}", CLIENT),
        (PROXY, f"{CLIENT},unknown", PROXY),
        (PROXY, f"{CLIENT}, ", PROXY),
        (PROXY, f"{CLIENT}, _hidden, {INNER}", INNER),
        (PROXY, "999.1.1.1", PROXY),
        (PROXY, "127.0.0.1", "127.0.0.1"),
        (PROXY, "a" * 10_000, PROXY),
        (PROXY, "[", PROXY),
        ("", CLIENT, ""),
        ("unix:", CLIENT, "unix:"),
    ],
)
def test_the_client_is_the_last_address_that_no_trusted_proxy_has(peer: str, forwarded: str, expected: str) -> None:
    assert seen(peer, forwarded) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (CLIENT, CLIENT),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("unix:", "unix:"),
    ],
)
def test_an_ipv6_client_is_limited_by_its_network(address: str, expected: str) -> None:
    assert neighbourhood(address) == expected


@pytest.mark.parametrize("text", ["10.0.0.0/33", "10.0.0.1/8", "proxy.example", "10.0.0.1;10.0.0.2"])
def test_a_list_of_proxies_that_cannot_be_read_stops_the_start_with_a_sentence(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^TORALE_TRUSTED_PROXIES: .*10\.0\.0\.0/8"):
        networks("TORALE_TRUSTED_PROXIES", text)
