"""Addresses of the notifications API, and of the pages behind links in mails."""

from django.urls import include, path

from notifications import pages
from notifications.address_views import AddressViewSet
from notifications.defaults_views import DefaultsViewSet
from notifications.views import DeliveryViewSet, SendViewSet, WebhookViewSet

app_name = "notifications"
api = [
    path("webhooks/config", WebhookViewSet.as_view({"get": "retrieve", "put": "update"}), name="webhook-config"),
    path("webhooks/config/rotate", WebhookViewSet.as_view({"post": "rotate"}), name="webhook-rotate"),
    path("webhooks/test", WebhookViewSet.as_view({"post": "test"}), name="webhook-test"),
    path("webhooks/deliveries", DeliveryViewSet.as_view({"get": "list"}), name="deliveries"),
    path(
        "webhooks/deliveries/<str:delivery_id>/redeliver",
        DeliveryViewSet.as_view({"post": "redeliver"}),
        name="redeliver",
    ),
    path(
        "notifications/addresses",
        AddressViewSet.as_view({"get": "list", "delete": "remove_named"}),
        name="addresses",
    ),
    path("notifications/addresses/<str:address>", AddressViewSet.as_view({"delete": "remove"}), name="address"),
    path(
        "notifications/defaults",
        DefaultsViewSet.as_view({"get": "retrieve", "put": "update"}),
        name="notification-defaults",
    ),
    path("notifications/sends", SendViewSet.as_view({"get": "list"}), name="sends"),
]
urlpatterns = [
    path("api/v1/", include(api)),
    path("notifications/confirm/<str:token>", pages.confirm, name="confirm"),
    path("notifications/unsubscribe/<str:token>", pages.unsubscribe, name="unsubscribe"),
]
