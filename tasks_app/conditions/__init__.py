"""Conditions that are judged without a model: understood from free text, and judged by documents. Plain Python."""

from tasks_app.conditions.grammar import understand
from tasks_app.conditions.judgement import Judgement
from tasks_app.conditions.judging import Judged, judge
from tasks_app.conditions.looks import Look
from tasks_app.conditions.rewriting import rewritten
from tasks_app.conditions.types import Condition
from tasks_app.conditions.wording import in_words

__all__ = ["Condition", "Judged", "Judgement", "Look", "in_words", "judge", "rewritten", "understand"]
