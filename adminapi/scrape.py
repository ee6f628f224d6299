"""`/metrics` for Prometheus, by an admin's API key or by METRICS_TOKEN."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.utils.crypto import constant_time_compare
from drf_spectacular.utils import extend_schema
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.authentication import BearerAuthentication, CountedAuthentication
from accounts.permissions import IsAdmin
from adminapi.metrics import States
from core.ops.metrics import ProcessCounts

BY_METRICS_TOKEN = "METRICS_TOKEN"  # noqa: S105 - how it is called, not what it is

REGISTRY = CollectorRegistry()
REGISTRY.register(ProcessCounts())
REGISTRY.register(States())


class MetricsAuthentication(CountedAuthentication):
    """Accept METRICS_TOKEN, which depends on no account, or any usual credential. Bad ones count as failures."""

    def identify(self, request: Request, credential: str) -> Any:
        if settings.METRICS_TOKEN and constant_time_compare(credential, settings.METRICS_TOKEN):
            return AnonymousUser(), BY_METRICS_TOKEN
        return BearerAuthentication().identify(request, credential)


class MayScrape(IsAdmin):
    def has_permission(self, request: Request, view: APIView) -> bool:
        return request.auth == BY_METRICS_TOKEN or super().has_permission(request, view)


class MetricsView(APIView):
    authentication_classes = (MetricsAuthentication,)
    permission_classes = (MayScrape,)
    is_unlimited = True

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        """Answer all metrics of all processes in Prometheus' text format."""
        answer = HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)
        answer["Cache-Control"] = "no-store"
        return answer
