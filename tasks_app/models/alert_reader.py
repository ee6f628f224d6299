"""How one person reads their alerts."""

import hashlib
from typing import ClassVar, Self

from django.conf import settings
from django.db import models


class AlertReaderQuerySet(models.QuerySet["AlertReader"]):
    def by_token(self, token: str) -> Self:
        """The reader whose private feed `token` opens, unless the account is deactivated."""
        return self.filter(feed_digest=AlertReader.digest_of(token), user__is_active=True)


class AlertReader(models.Model):
    """The moment up to which a person has read their alerts, and the digest of the token of their private feed.

    Without a row nothing has been read and there is no feed. The token itself is kept nowhere.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="alert_reader")
    read_until = models.DateTimeField(null=True, blank=True)
    feed_digest = models.BinaryField(max_length=32, null=True, unique=True, editable=False)
    feed_made_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[AlertReaderQuerySet] = AlertReaderQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(feed_digest=None, feed_made_at=None)
                | models.Q(feed_digest__isnull=False, feed_made_at__isnull=False),
                name="alert_reader_feed_made_at_iff_feed",
            ),
        )

    def __str__(self) -> str:
        return f"reading of {self.user_id}"

    @staticmethod
    def digest_of(token: str) -> bytes:
        """SHA-256: a token is random enough that a slow hash would protect nothing more."""
        return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
