"""Templates of good tasks, read from `task_templates.toml`."""

import tomllib
from functools import cache
from pathlib import Path

import pydantic

SOURCE = Path(__file__).with_suffix(".toml")


class TaskTemplate(pydantic.BaseModel, extra="forbid", frozen=True):
    """A sentence to begin with. `needs_model`: no plain rule judges its condition."""

    kind: str
    title: str
    wish: str
    needs_model: bool = False


@cache
def task_templates() -> tuple[TaskTemplate, ...]:
    """Return all templates in the order of the file."""
    found = tomllib.loads(SOURCE.read_text(encoding="utf-8"))["template"]
    return tuple(TaskTemplate.model_validate(each) for each in found)
