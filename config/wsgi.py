"""What the web server serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from config.at_once import at_once
from config.chunked import with_length

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = with_length(at_once(get_wsgi_application()))

# A full collection over everything imported so far would stop requests for tens of milliseconds.
gc.collect()
gc.freeze()
