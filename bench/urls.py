"""Views that do nothing, so that only what surrounds them costs."""

from django.urls import path
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response


@api_view(["GET"])
@authentication_classes([])
@permission_classes([])
def bare(request: Request) -> Response:
    return Response({"status": "ok"})


@api_view(["GET"])
def authenticated(request: Request) -> Response:
    return Response({"status": "ok"})


urlpatterns = [path("bare", bare), path("authenticated", authenticated)]
