"""A database of Redis for each process of a test run: one that empties its own, or counts in it, meets no other's.

Loaded by `-p` in pyproject.toml, since Django's settings are read before any conftest.py.
"""

import os

# pytest-xdist numbers its processes `gw0`, `gw1`, …; Redis has 16 databases unless told otherwise.
if (_process := os.environ.get("PYTEST_XDIST_WORKER")) and (_url := os.environ.get("REDIS_URL")):
    _server, _between, _database = _url.rpartition("?db=" if _url.startswith("unix:") else "/")
    os.environ["REDIS_URL"] = f"{_server}{_between}{int(_process.removeprefix('gw')) + 1}"
