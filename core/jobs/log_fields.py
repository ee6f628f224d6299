"""Log field under which a job's id is bound, by the job's name.

Each app registers its own jobs in `AppConfig.ready`. The id of every other job is logged as `job_id`.
"""

LOG_FIELD_BY_JOB: dict[str, str] = {}
