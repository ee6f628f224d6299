"""`client.auth`: your account and its API keys."""

from __future__ import annotations

from uuid import UUID

from torale.models import CreatedKey, KeyInfo, SyncedUser, User

from .transport import Call, Transport, item

KEYS, KEY = "/auth/api-keys", "/auth/api-keys/{}"


class Auth:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def me(self) -> User:
        return User(await self._transport.get("/auth/me"))

    async def create_api_key(self, name: str) -> CreatedKey:
        """Make an API key. Only this answer has the `key` itself. Raises ForbiddenError beyond 10 active keys.

        The server stores no secrets, so the request is not retried if its answer is lost. Then find the key in
        `list_api_keys()`, revoke it, and make another.
        """
        return CreatedKey(await self._transport.send(Call("POST", KEYS, body={"name": name}, is_repeatable=False)))

    async def list_api_keys(self) -> list[KeyInfo]:
        """List your keys: active ones, then revoked ones, each newest first; at most 100."""
        return [KeyInfo(key) for key in await self._transport.get(KEYS)]

    async def revoke_api_key(self, key: KeyInfo | UUID | str) -> None:
        """Revoke a key. The server refuses it from the next request on."""
        await self._transport.send(Call("DELETE", item(KEY, key)))

    async def sync_user(self) -> SyncedUser:
        """Create or update the user of the Clerk session token that this client has instead of a key."""
        return SyncedUser(await self._transport.send(Call("POST", "/auth/sync-user")))
