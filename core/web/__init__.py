"""The web server: reads HTTP/1.1 without holding a thread, then has a thread run the WSGI application."""
