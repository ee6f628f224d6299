"""Clerk, an optional identity provider (`CLERK_ISSUER`).

`tokens.verify` reads a session token, `sync.sync_user` creates its user here, `roles.current_role` tells whether
that user is an admin. `jwks` and `backend` ask Clerk, within the bounds of `http`.
"""
