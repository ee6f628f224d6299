from django.urls import path

from tasks_app.api.preview_views import PreviewViewSet
from tasks_app.api.sharing_views import DiscoveryViewSet, PublicTaskViewSet, SharingViewSet
from tasks_app.api.views import ExecutionViewSet, TaskViewSet
from tasks_app.feed_views import OwnFeedViewSet

api = [
    path("tasks", TaskViewSet.as_view({"get": "list", "post": "create"}), name="tasks"),
    path("tasks/preview", PreviewViewSet.as_view({"post": "preview"}), name="task-preview"),
    path("tasks/suggest", PreviewViewSet.as_view({"post": "suggest"}), name="task-suggest"),
    path("tasks/feed", OwnFeedViewSet.as_view({"get": "list"}), name="task-feed"),
    path(
        "tasks/<str:task_id>",
        TaskViewSet.as_view({"get": "retrieve", "put": "update", "patch": "partial_update", "delete": "destroy"}),
        name="task",
    ),
    path("tasks/<str:task_id>/execute", TaskViewSet.as_view({"post": "execute"}), name="task-execute"),
    path("tasks/<str:task_id>/executions", ExecutionViewSet.as_view({"get": "list"}), name="task-executions"),
    path(
        "tasks/<str:task_id>/notifications",
        ExecutionViewSet.as_view({"get": "notifications"}),
        name="task-notifications",
    ),
    path("tasks/<str:task_id>/visibility", SharingViewSet.as_view({"patch": "visibility"}), name="task-visibility"),
    path("tasks/<str:task_id>/fork", SharingViewSet.as_view({"post": "fork"}), name="task-fork"),
    path("public/tasks", DiscoveryViewSet.as_view({"get": "tasks"}), name="public-tasks"),
    path(
        "public/tasks/id/<str:task_id>",
        PublicTaskViewSet.as_view({"get": "retrieve"}),
        name="public-task",
    ),
    path("public/feed", DiscoveryViewSet.as_view({"get": "feed"}), name="public-feed"),
]
