"""The pages of the web application."""

from django.urls import path

from webapp.pages.base import TemplatePage
from webapp.pages.home import home

soon = TemplatePage.as_view(template_name="webapp/soon.html")
urlpatterns = [
    path("", home, name="home"),
    path("tasks", soon, name="my-tasks"),
    path("tasks/new", soon, name="new-task"),
    path("alerts", soon, name="alerts"),
    path("explore", soon, name="explore"),
    path("settings", soon, name="settings"),
]
