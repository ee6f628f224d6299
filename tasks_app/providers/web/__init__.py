from tasks_app.providers.web.provider import WebProvider

__all__ = ["WebProvider"]
