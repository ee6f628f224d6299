"""The asyncio client. `make_sync.py` generates the synchronous modules from these, except the transport."""
