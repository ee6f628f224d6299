from pathlib import Path


def database_url(home: Path) -> str:
    return f"postgres://torale@/torale?host={home}/run"


def redis_url(home: Path) -> str:
    return f"unix://{home}/run/redis.sock?db=0"
