"""How the Django admin writes moments: to the second, always 24 hours, in an order that sorts. All are UTC."""

DATETIME_FORMAT = "Y-m-d H:i:s"
