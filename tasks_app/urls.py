from django.urls import path

from tasks_app.preview_views import PreviewViewSet
from tasks_app.views import ExecutionViewSet, TaskViewSet

urlpatterns = [
    path("tasks", TaskViewSet.as_view({"get": "list", "post": "create"}), name="tasks"),
    path("tasks/preview", PreviewViewSet.as_view({"post": "preview"}), name="task-preview"),
    path("tasks/suggest", PreviewViewSet.as_view({"post": "suggest"}), name="task-suggest"),
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
]
