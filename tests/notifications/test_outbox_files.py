"""Mails as files, where no mail server is configured."""

import resource
import stat
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage

from accounts.models import User
from tests.notifications.make import Clock, deliver, email_to, record


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "notifications.transports.outbox.OutboxBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "home" / "outbox"
    return tmp_path / "home" / "outbox"


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def test_a_notification_becomes_a_file_that_a_mail_reader_opens(owner: User, clock: Clock, folder: Path) -> None:
    notification = deliver(record(owner, email_to(owner), now=clock()), clock)
    [file] = files(folder)
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert file.suffix == ".eml"
    assert mail["Subject"] == notification.message.subject()
    assert mail["To"] == owner.email


def test_only_the_owner_of_the_files_may_read_them(folder: Path) -> None:
    EmailMessage("Subject", "Body", to=["bob@example.com"]).send()
    [file] = files(folder)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_mail_that_is_sent_again_replaces_its_file(folder: Path) -> None:
    for body in ("first", "second"):
        EmailMessage("Subject", body, to=["bob@example.com"], headers={"Message-ID": "<one@example.com>"}).send()
    [file] = files(folder)
    assert b"second" in file.read_bytes()


def test_files_are_listed_in_the_order_of_sending(folder: Path) -> None:
    for number in range(3):
        EmailMessage(f"Number {number}", "", headers={"Message-ID": f"<{9 - number}@x>"}, to=["bob@example.com"]).send()
    subjects = [message_from_bytes(file.read_bytes())["Subject"] for file in files(folder)]
    assert subjects == ["Number 0", "Number 1", "Number 2"]


def test_a_message_id_cannot_lead_out_of_the_folder(folder: Path) -> None:
    EmailMessage("S", "B", to=["bob@example.com"], headers={"Message-ID": "<../../../evil*[@x>"}).send()
    [file] = files(folder)
    assert file.parent == folder
    assert [path.name for path in folder.parent.iterdir()] == ["outbox"]


def test_a_folder_that_cannot_be_written_is_tried_again(owner: User, clock: Clock, folder: Path, settings: Any) -> None:
    folder.parent.mkdir()
    folder.write_text("a file is in the way")
    notification = deliver(record(owner, email_to(owner), now=clock()), clock)
    assert notification.status == "pending"


def test_a_disk_that_is_full_fails_the_mail_and_keeps_no_part_of_it(folder: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            EmailMessage("Subject", "Body", to=["bob@example.com"]).send()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert files(folder) == []
