"""The pages of the web application."""

from django.urls import path

from webapp.pages import crawlers
from webapp.pages.base import TemplatePage
from webapp.pages.explore import Explore
from webapp.pages.first_start import Welcome
from webapp.pages.home import Home
from webapp.pages.settings import account, channels, sent

soon = TemplatePage.as_view(template_name="webapp/soon.html")
urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("welcome", Welcome.as_view(), name="welcome"),
    path("tasks", soon, name="my-tasks"),
    path("tasks/new", soon, name="new-task"),
    path("alerts", soon, name="alerts"),
    path("explore", Explore.as_view(), name="explore"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("settings", account.Account.as_view(), name="settings"),
    path("settings/channels", channels.Channels.as_view(), name="channels"),
    path("settings/channels/mail", channels.SaveMail.as_view(), name="channels-mail"),
    path("settings/channels/webhook", channels.SaveWebhook.as_view(), name="channels-webhook"),
    path("settings/channels/test", channels.TestWebhook.as_view(), name="channels-test"),
    path("settings/channels/secret", channels.RotateSecret.as_view(), name="channels-rotate"),
    path("settings/addresses/<uuid:address_id>/remove", channels.RemoveAddress.as_view(), name="address-remove"),
    path("settings/sent", sent.Sent.as_view(), name="sent"),
    path("settings/sent/<uuid:send_id>/again", sent.SendAgain.as_view(), name="send-again"),
]
