"""A mail server that keeps what it is given, or refuses it.

with MailServer() as server:
    server.answers["RCPT"] = "550 no such user"
    ... Django's SMTP backend with server.settings ...
    [mail] = server.mails
"""

import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.controller import Controller

ACCEPTED = "250 OK"


class MailServer:
    """`answers` says how it replies to RCPT and DATA; `raw` is what arrived, byte for byte."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.recipients: list[str] = []
        self.raw: list[bytes] = []
        self._controller = Controller(self, hostname="127.0.0.1", port=_free_port())

    @property
    def settings(self) -> dict[str, Any]:
        """The Django settings that send mail here."""
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": self._controller.port,
        }

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        answer = self.answers.get("RCPT", ACCEPTED)
        if answer == ACCEPTED:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = self.answers.get("DATA", ACCEPTED)
        if answer == ACCEPTED:
            self.recipients += envelope.rcpt_tos
            self.raw.append(envelope.original_content)
        return answer

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
