"""Work in the background: child processes that can be ended, and calling work off."""
