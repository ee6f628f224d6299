"""The WSGI application that the web server serves."""

import gc
import os

from django import db
from django.conf import settings
from django.core.signals import request_started
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from core.web.buffered import buffered
from core.web.chunked import with_content_length

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = with_content_length(buffered(get_wsgi_application()))

# A thread that begins a request has ended its last one, where its connections were looked at; only DEBUG logs queries.
request_started.disconnect(db.close_old_connections)
if not settings.DEBUG:
    request_started.disconnect(db.reset_queries)

# Load all views before the processes fork: the first request would take seconds, and each process its own memory.
_ = get_resolver().url_patterns

# A full collection over everything imported so far would stop requests for tens of milliseconds.
gc.collect()
gc.freeze()
# A view and its request hold each other, and the 700 of Python's default are reached every 15 requests.
gc.set_threshold(10_000)
