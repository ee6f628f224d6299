from django.urls import path

from adminapi.views import ExecutionsViewSet, PlatformViewSet, SchedulesViewSet, UsersViewSet

urlpatterns = [
    path("stats", PlatformViewSet.as_view({"get": "stats"}), name="admin-stats"),
    path("queries", PlatformViewSet.as_view({"get": "queries"}), name="admin-queries"),
    path("executions", ExecutionsViewSet.as_view({"get": "executions"}), name="admin-executions"),
    path("errors", ExecutionsViewSet.as_view({"get": "errors"}), name="admin-errors"),
    path("temporal/workflows", ExecutionsViewSet.as_view({"get": "workflows"}), name="admin-workflows"),
    path("temporal/schedules", SchedulesViewSet.as_view({"get": "schedules"}), name="admin-schedules"),
    path("users", UsersViewSet.as_view({"get": "users"}), name="admin-users"),
    path(
        "users/<str:user_id>/deactivate",
        UsersViewSet.as_view({"patch": "deactivate"}),
        name="admin-deactivate-user",
    ),
]
