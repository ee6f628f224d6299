"""`client.auth`: who you are, and the keys that speak for you."""

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
        """Make a key; its `key` is shown in this answer alone. At most 10 can be active: then ForbiddenError.

        The server keeps no answer with a secret in it, so a lost one is not asked for again: look for the key in
        `list_api_keys()`, revoke it, and make another.
        """
        return CreatedKey(await self._transport.send(Call("POST", KEYS, body={"name": name}, is_repeatable=False)))

    async def list_api_keys(self) -> list[KeyInfo]:
        """The active ones first, then the revoked ones, each newest first; at most 100."""
        return [KeyInfo(key) for key in await self._transport.get(KEYS)]

    async def revoke_api_key(self, key: KeyInfo | UUID | str) -> None:
        """It is refused from the next request on."""
        await self._transport.send(Call("DELETE", item(KEY, key)))

    async def sync_user(self) -> SyncedUser:
        """Make, or bring up to date, the user of the Clerk session token that this client has in the place of a key."""
        return SyncedUser(await self._transport.send(Call("POST", "/auth/sync-user")))
