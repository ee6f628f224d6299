"""Inquiries in tests: worked on in the asker's place, by a provider that a test writes."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from redis import Redis

from config.celery import app
from core.jobs import inquiries
from tasks_app import jobs
from tasks_app.pipeline.types import Deadline, Draft, Evaluation, Findings, Question, Wish
from tests.pipeline.make import evaluation, findings


@dataclass
class Provider:
    """Finds and judges what it is given; `error` is what it raises instead."""

    name: str = "double"
    model: str = "double-1"
    finds: Findings = field(default_factory=findings)
    judges: Evaluation = field(default_factory=evaluation)
    error: Exception | None = None
    asked: list[Question] = field(default_factory=list)

    def search(self, question: Question, *, deadline: Deadline) -> Findings:
        self.asked.append(question)
        if self.error:
            raise self.error
        return self.finds

    def evaluate(self, question: Question, findings: Findings, *, deadline: Deadline) -> Evaluation:
        return self.judges


@dataclass
class DraftingProvider(Provider):
    drafts: Draft = field(default_factory=lambda: Draft("Name", "Is it so?", "It is so"))
    wishes: list[Wish] = field(default_factory=list)

    def draft(self, wish: Wish, *, deadline: Deadline) -> Draft:
        self.wishes.append(wish)
        if self.error:
            raise self.error
        return self.drafts


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[str]:
    """Places and answers that no other test sees: the beginning of their keys."""
    prefix = f"torale:test:{uuid.uuid4()}:"
    monkeypatch.setattr(inquiries, "PREFIX", prefix)
    redis_url = settings.REDIS_URL
    yield prefix
    with Redis.from_url(redis_url) as redis:
        for key in redis.scan_iter(f"{prefix}*", count=10_000):
            redis.delete(key)


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> DraftingProvider:
    """Who searches, judges and drafts for the jobs."""
    double = DraftingProvider()
    monkeypatch.setattr(jobs, "current_provider", lambda: double)
    return double


@pytest.fixture
def at_once(apart: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job is worked on as it is sent, before its asker begins to wait."""

    def work(job: str, args: list[str], task_id: str) -> None:
        assert args == [task_id]
        app.tasks[job].apply(args=(task_id,), throw=True)

    monkeypatch.setattr(app, "send_task", work)
