"""Which addresses are one mailbox."""

import pytest

from core.net.mailboxes import mailbox_of


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("victim@example.com", "victim@example.com"),
        (" Victim+1@EXAMPLE.com ", "victim@example.com"),
        ("victim+a+b@example.com.", "victim@example.com"),
        ("ｖｉｃｔｉｍ@example.com", "victim@example.com"),
        ("v.ic.tim+x@googlemail.com", "victim@gmail.com"),
        ("v.ictim@example.com", "v.ictim@example.com"),
        ("+x@example.com", "+x@example.com"),
        ("no address", "@no address"),
        ('"a@b"@example.com', '"a@b"@example.com'),
    ],
)
def test_one_mailbox_however_it_is_written(address: str, mailbox: str) -> None:
    assert mailbox_of(address) == mailbox
