"""Web server: it reads HTTP/1.1 without holding a thread, and runs the WSGI application in threads."""
