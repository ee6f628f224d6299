"""What the software logs in the tests is read for secrets: none may be in any line, tracebacks included."""

import logging
import re
from collections.abc import Iterator

import pytest

SECRETS = re.compile(
    r"sk_[\w-]{20,}"  # API keys, Clerk's own included
    r"|whsec_[\w+/=]{20,}"
    r"|eyJ[\w-]{8,}\.[\w-]+\.[\w-]+"  # JSON Web Tokens
    r"|Bearer [\w.-]{16,}"
    r"|(?:pbkdf2_sha256|md5)\$\w+\$"  # password hashes
    r"|csrftoken=|sessionid=|[?&]token=[\w-]{16,}",
    re.ASCII,
)


class Reader(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.leaks: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        if SECRETS.search(line):
            self.leaks.append(f"{record.name}: {line}")


reader = Reader()


@pytest.fixture(autouse=True)
def _no_secret_is_logged() -> Iterator[None]:
    """Of every test: what is logged while it runs."""
    logging.getLogger().addHandler(reader)
    reader.leaks.clear()
    yield
    logging.getLogger().removeHandler(reader)
    if reader.leaks:
        pytest.fail("a secret was logged:\n" + "\n".join(reader.leaks))
