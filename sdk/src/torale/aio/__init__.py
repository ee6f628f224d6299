"""The client for asyncio. From these modules `make_sync.py` makes the ones for threads, but for the transport."""
