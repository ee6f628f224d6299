"""The cadence that a wish asks for in plain English, as a cron expression in UTC.

`hearing` finds `phrases`, which say `parts`; `cron` says them in five fields. A phrase that is heard but not
understood in full, or that five fields cannot say, gives no expression: never that of another cadence.
"""

from tasks_app.pipeline.cadence.hearing import Cadence, heard

__all__ = ["Cadence", "heard"]
