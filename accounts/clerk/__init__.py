"""Clerk, an identity provider that may be configured (`CLERK_ISSUER`) or not.

`tokens.verify` reads a session token, `sync.sync_user` makes its bearer a user here, `roles.current_role` says whether
that user is an admin. `jwks` and `backend` ask Clerk, within the bounds of `http`.
"""
