class StartError(Exception):
    """Why Torale does not start, in one sentence that says what to do."""
