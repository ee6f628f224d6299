"""What happens to every request before a view sees it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import is_valid_path


class OptionalTrailingSlash:
    """Serve `/path/` as `/path` where only the latter exists, without a redirect: clients write both."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        bare = path.removesuffix("/")
        if bare and bare != path and not is_valid_path(path) and is_valid_path(bare):
            request.path_info = bare
        return self.get_response(request)
