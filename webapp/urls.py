"""The pages of the web application."""

from django.urls import path

from webapp.pages import alerts, crawlers, task, task_actions, task_form
from webapp.pages.explore import Explore
from webapp.pages.feeds import AlertFeed, TaskFeed
from webapp.pages.first_start import Welcome
from webapp.pages.fork import ForkTask
from webapp.pages.home import Home
from webapp.pages.my_tasks import MyTasks
from webapp.pages.settings import account, channels, sent

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("welcome", Welcome.as_view(), name="welcome"),
    path("tasks", MyTasks.as_view(), name="my-tasks"),
    path("tasks/new", task_form.NewTask.as_view(), name="new-task"),
    path("tasks/new/understood", task_form.Understood.as_view(), name="task-understood"),
    path("tasks/new/times", task_form.NextTimes.as_view(), name="task-next-times"),
    path("tasks/new/trials", task_form.BeginTrial.as_view(), name="task-trials"),
    path("tasks/new/trials/<uuid:preview_id>", task_form.FollowTrial.as_view(), name="task-trial"),
    path("tasks/<uuid:task_id>", task.ShowTask.as_view(), name="task-page"),
    path("tasks/<uuid:task_id>/live", task.LiveTask.as_view(), name="task-live"),
    path("tasks/<uuid:task_id>/checks", task.Checks.as_view(), name="task-checks"),
    path("tasks/<uuid:task_id>/deliveries", task_actions.Deliveries.as_view(), name="task-deliveries"),
    path("tasks/<uuid:task_id>/edit", task_form.EditTask.as_view(), name="task-edit"),
    path("tasks/<uuid:task_id>/do", task_actions.DoWithTask.as_view(), name="task-do"),
    path("tasks/<uuid:task_id>/delete", task_actions.DeleteTask.as_view(), name="task-delete"),
    path("tasks/<uuid:task_id>/fork", ForkTask.as_view(), name="task-fork-page"),
    path("tasks/<uuid:task_id>/rss", TaskFeed(), name="task-rss"),
    path("alerts", alerts.Alerts.as_view(), name="alerts"),
    path("alerts/feed", alerts.AlertFeedSettings.as_view(), name="alert-feed"),
    path("alerts/<str:token>/rss", AlertFeed(), name="alert-rss"),
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
