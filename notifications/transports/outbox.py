"""Mail backend that writes files, for installations without a mail server."""

import os
import re
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class OutboxBackend(BaseEmailBackend):
    """Write each mail to `EMAIL_FILE_PATH` as an `.eml` file with mode 0600. Names sort by time."""

    def __init__(self, fail_silently: bool = False, **_: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self.folder = Path(settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for email_message in email_messages:
            self._write(email_message)
        return len(email_messages)

    def _write(self, email_message: EmailMessage) -> None:
        mail = email_message.message()
        target = self._file_for(str(mail["Message-ID"]))
        with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".tmp", delete=False) as file:
            partial = Path(file.name)
        try:
            partial.write_bytes(mail.as_bytes())
            os.replace(partial, target)
        except OSError:
            # Each attempt on a full disk would leave another file.
            partial.unlink()
            raise

    def _file_for(self, message_id: str) -> Path:
        """Return the file of a mail. A mail that is sent again replaces its earlier file."""
        name = re.sub(r"[^\w.@-]", "", message_id)[-150:]
        former = next(self.folder.glob(f"*_{name}.eml"), None)
        return former or self.folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}_{name}.eml"
