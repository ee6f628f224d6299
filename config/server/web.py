"""What the web server loads in each of its processes."""

from config.server.processes import die_with_parent
from config.wsgi import application

__all__ = ["application"]

# The web server's own processes would go on listening after a kill of the one that restarts them.
die_with_parent()
