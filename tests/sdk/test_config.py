"""Where the key and the address come from."""

import json
import stat
from pathlib import Path

import pytest

from torale import ConfigurationError, ToraleClient, config
from torale.config import Settings


def resolved(key: str | None = None, url: str | None = None) -> tuple[str, str]:
    settings = config.resolve(key=key, url=url)
    return settings.key, settings.url


def test_arguments_come_before_the_environment_and_that_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    config.save(Settings(url="http://file", key="sk_file"))
    assert resolved() == ("sk_file", "http://file")
    monkeypatch.setenv("TORALE_API_KEY", "sk_environment")
    assert resolved() == ("sk_environment", "http://file")
    monkeypatch.setenv("TORALE_API_URL", "http://environment")
    assert resolved() == ("sk_environment", "http://environment")
    assert resolved("sk_argument", "http://argument") == ("sk_argument", "http://argument")


def test_without_an_address_it_is_the_published_one() -> None:
    assert resolved("sk_x") == ("sk_x", "https://api.torale.ai")


def test_a_saved_key_is_for_the_server_it_was_saved_with(monkeypatch: pytest.MonkeyPatch) -> None:
    config.save(Settings(url="http://file", key="sk_file"))
    assert resolved(url="http://file/") == ("sk_file", "http://file/")
    with pytest.raises(ConfigurationError, match="There is no API key for http://elsewhere"):
        resolved(url="http://elsewhere")


def test_without_a_key_it_says_how_to_have_one() -> None:
    with pytest.raises(ConfigurationError, match="set TORALE_API_KEY, or run `torale login`"):
        ToraleClient()


def test_the_file_is_for_its_owner_alone(home: Path) -> None:
    saved = config.save(Settings(url="http://one", key="sk_one"))
    assert saved == home / ".torale" / "config.json"
    saved.chmod(0o644)
    config.save(Settings(url="http://two", key="sk_two"))

    assert json.loads(saved.read_text()) == {"api_url": "http://two", "api_key": "sk_two"}
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert stat.S_IMODE(saved.parent.stat().st_mode) == 0o700
    assert list(saved.parent.iterdir()) == [saved]


@pytest.mark.parametrize("content", ["{", "[]", "\xff"])
def test_a_file_that_cannot_be_read_is_told(home: Path, content: str) -> None:
    (home / ".torale").mkdir()
    config.path().write_bytes(content.encode("latin-1"))
    with pytest.raises(ConfigurationError, match="cannot be read"):
        config.resolve()


def test_a_folder_that_cannot_be_written_is_told(home: Path) -> None:
    (home / ".torale").write_text("a file")
    with pytest.raises(ConfigurationError, match="cannot be written"):
        config.save(Settings(url="http://one", key="sk_one"))


def test_no_repr_shows_the_key() -> None:
    client = ToraleClient("sk_secret", "http://127.0.0.1:1")
    assert repr(client) == "ToraleClient(api_url='http://127.0.0.1:1')"
    assert "secret" not in repr(config.resolve(key="sk_secret"))
