"""The tasks API: views, serializers and readings."""
