"""The first page of the Django admin: how Torale does, for operators who keep it open."""
