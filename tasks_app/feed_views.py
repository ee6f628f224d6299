"""`/api/v1/tasks/feed`: what the signed-in user's tasks have found."""

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework.request import Request
from rest_framework.viewsets import ViewSet

from core.api.fields import read
from core.api.openapi import TOTAL_COUNT, UNFIT_QUERY, answers, list_examples
from core.api.pagination import MAX_LIMIT, PageWindow, list_response
from core.api.wire import ORJSONResponse
from tasks_app.api import examples
from tasks_app.api.own_feed import OwnFeed
from tasks_app.api.sharing_serializers import OwnFeedItemSerializer, OwnFeedPageSerializer, OwnFeedQuery
from tasks_app.api.views import signed_in

FEED = PolymorphicProxySerializer(
    component_name="OwnFeed",
    serializers=[OwnFeedItemSerializer(many=True), OwnFeedPageSerializer],
    resource_type_field_name=None,
    many=False,
)


class OwnFeedViewSet(ViewSet):
    @extend_schema(
        tags=["Tasks"],
        operation_id="listOwnFeed",
        parameters=[OwnFeedQuery, TOTAL_COUNT],
        responses=answers(
            FEED, "What your tasks told.", UNFIT_QUERY, examples=list_examples("items", examples.OWN_FEED_ITEM)
        ),
    )
    def list(self, request: Request) -> ORJSONResponse:
        """List what your tasks have told lately, newest first.

        Each item is an execution that found something to tell you, and its task. The feed holds the last 200; older
        ones are among the notifications of their tasks.
        """
        query = read(OwnFeedQuery, request.query_params.dict(), where="query")
        feed = OwnFeed(signed_in(request).pk, query.get("task_id"))
        return list_response(feed, PageWindow.asked(query, bare_limit=MAX_LIMIT))
