"""Drafts by plain rules, without a model: a task from a sentence, or a task changed as a sentence asks.

They know the common ways of asking, in English. What they do not understand they leave as it is.
"""

import re
from dataclasses import replace

from tasks_app.pipeline.cadence import heard
from tasks_app.pipeline.types import Draft, Wish
from tasks_app.pipeline.wishes import common
from tasks_app.pipeline.wording import capital, condition_of, cut, has_verb, is_question, name_of, question_of

NAME_LENGTH = 200
QUESTION_LENGTH = 2000
_MARKS = " ,;.!?"

# An apostrophe within is part of it, one before it is a quotation mark.
ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"'][^\s@<>()\[\],;:\"]*@[^\s@<>()\[\],;:\"']+\.[^\s@<>()\[\],;:\"'.]+")
URL = re.compile(r"https?://[^\s<>\"“”]*[^\s<>\"“”.,;:!?)\]]", re.IGNORECASE)


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


_ASK = (
    r"(?:(?:tell|notify|alert|inform|warn|email|e-mail|mail|message|ping|remind)\s+me(?:\s+by\s+\S+)?|let\s+me\s+know"
    r"|(?:check|find\s+out|see|watch|monitor)|(?:i\s+(?:want|need|would\s+like)|i['’]d\s+like)\s+to\s+(?:know|hear))"
)
_WHEN = r"(?:only\s+)?(?:when(?:ever)?|if|whether|once|as\s+soon\s+as|the\s+moment|in\s+case)"
_TELL = _rule(rf"\b{_ASK}\s+{_WHEN}\s+(?P<condition>\S.*)")
_WHEN_FIRST = _rule(rf"^{_WHEN}\s+(?P<condition>\S.*?),?\s+(?:please\s+)?{_ASK}\W*$")
_OPEN_QUESTION = _rule(r"^(?:when|where|why|how|who|what|which)\b")
# "When the lamp is in stock" states something; "when is the lamp in stock" asks.
_WHEN_STATED = _rule(
    r"^(?:when(?:ever)?|once|as\s+soon\s+as)\s+(?!(?:is|are|was|were|do|does|did|will|has|have|had|can|should)\b)"
    r"(?P<condition>[^?]*[^?\s])\s*$"
)
_WATCH = _rule(
    r"^(?:please\s+)?(?:(?:watch|monitor|track|follow|observe)(?:\s+for)?|keep\s+(?:an\s+eye|me\s+posted)\s+on|look\s+(?:out\s+)?for"
    r"|check(?:\s+on)?|find\s+out(?:\s+about)?)\s+(?P<topic>\S.*)"
)
_AND_ALSO = r"(?:(?<![\s,])[\s,]+)?(?:\b(?:and|please|then|also)\s+){0,3}\b"
_EMAIL = _rule(
    rf"{_AND_ALSO}(?:tell|notify|alert|inform|e?mail|e-mail|write|send)"
    r"(?:\s+(?:me|us|it|this|that|them|an?|e-?mails?|mails?|messages?|also|too|by|everything|updates|alerts|notifications))*"
    rf"\s+(?:(?:at|to)\s+)?(?P<address>{ADDRESS.pattern})"
)
_WEBHOOK = _rule(
    rf"{_AND_ALSO}(?:(?:notify|call|post|send|use|add|set)\b[^.?!]{{0,40}}?\s)?"
    rf"(?:web\s?hook|post)\b[^.?!]{{0,20}}?\s(?P<url>{URL.pattern})"
)
_NO_EMAIL = _rule(r"\b(?:no|without|stop|remove|drop|don['’]?t|do\s+not)\b[^.?!@]{0,20}?\b(?:e-?mail|mail)")
_NO_WEBHOOK = _rule(r"\b(?:no|without|stop|remove|drop|don['’]?t|do\s+not)\b[^.?!]{0,20}?\bweb\s?hook")
_NO_SCHEDULE = _rule(r"\b(?:no|without|remove|drop)\s+(?:fixed\s+|the\s+)?schedule\b|\blet\s+the\s+agent\s+decide\b")
_IT = r"(?:(?:the|this|my)\s+task|it|this)"
_QUOTATION = r"[\"“‘«'].+?[\"”’»'](?!\w)"
_DO = r"(?:tell|notify|e?mail|check|pause|resume|make|set|change|stop|watch)"
_AND = rf"(?=[\s.!]*$|\s*[,;]|\.\s|\s+and\s+(?:also\s+|then\s+)?{_DO}\b)"
_RENAME = _rule(
    rf"\b(?:rename(?:\s+{_IT})?(?:\s+(?:to|as))?|(?:call|name)\s+{_IT})\s+(?P<name>{_QUOTATION}|\S.*?){_AND}"
)
_PAUSE = _rule(r"\b(?:pause|suspend|stop\s+(?:watching|it|this)|take\s+a\s+break)\b")
_RESUME = _rule(r"\b(?:resume|unpause|re-?activate|activate|start\s+(?:it|this|again|watching)|go\s+on|continue)\b")
_CONDITION = _rule(r"\b(?:change|set|make)\s+the\s+condition\s+(?:to|be)\s*:?\s*(?P<condition>\S.*)")
_QUERY = _rule(
    r"\b(?:change|set|make)\s+the\s+(?:search\s+)?(?:query|question|search)\s+(?:to|be)\s*:?\s*(?P<query>\S.*)"
    r"|\b(?:search(?:\s+for)?|watch|look\s+(?:for|at)|monitor|track)\s+(?P<other>\S.*?)\s+instead\b"
)


def draft(wish: Wish) -> Draft:
    """The task that is wished for. It is always one that can be created, its channels aside."""
    text = " ".join(wish.prompt.split())
    found = _changed(wish.current, text, wish.zone) if wish.current else _new(text, wish.zone)
    return replace(
        found,
        name=cut(found.name, NAME_LENGTH),
        search_query=cut(found.search_query, QUESTION_LENGTH),
        condition=cut(found.condition, QUESTION_LENGTH),
    )


def _new(text: str, zone: int) -> Draft:
    """Take channels and cadence out of the sentence. The rest is the subject of the task."""
    told = _with_channels(Draft("", "", ""), text)
    wanted = _without(text, _EMAIL, _WEBHOOK)
    cadence = heard(wanted, zone=zone)
    subject, query, condition = _understood((capital(cadence.rest) if cadence else wanted) or text)
    schedule = cadence.cron if cadence else None
    return replace(told, name=name_of(subject), search_query=query, condition=condition, schedule=schedule)


def _understood(text: str) -> tuple[str, str, str]:
    """Return the subject, the question and the condition."""
    told = _TELL.search(text) or _WHEN_FIRST.search(text) or _WHEN_STATED.match(text)
    if known := common(_end(told["condition"] if told else text)):
        query = text if is_question(text) else _with_page(known.query, of=text)
        return known.name, query, known.condition
    if told:
        said = _end(told["condition"])
        return said, _with_page(question_of(said), of=text), capital(said)
    if is_question(text):
        condition = condition_of(text)
        return text if _OPEN_QUESTION.match(text) else condition, text, condition
    watched = _WATCH.search(text)
    topic = _end(watched["topic"] if watched else text)
    if has_verb(topic):
        return topic, question_of(topic), capital(topic)
    return topic, f"What is new about {topic}?", f"There is something new about {topic}"


def _changed(current: Draft, text: str, zone: int) -> Draft:
    changed = _with_channels(current, text)
    left = _without(text, _EMAIL, _WEBHOOK)
    if renamed := _RENAME.search(left):
        changed = replace(changed, name=_quoted(renamed["name"]))
        left = _without(left, _RENAME)
    if cadence := heard(left, zone=zone):
        changed, left = replace(changed, schedule=cadence.cron), cadence.rest
    elif _NO_SCHEDULE.search(left):
        changed, left = replace(changed, schedule=None), _without(left, _NO_SCHEDULE)
    if asked := _QUERY.search(left):
        changed = replace(changed, search_query=_quoted(asked["query"] or asked["other"]))
    elif told := _CONDITION.search(left) or _TELL.search(left):
        changed = replace(changed, condition=capital(_end(_quoted(told["condition"]))))
    return _with_state(changed, _without(left, _QUERY, _CONDITION, _TELL))


def _with_state(current: Draft, text: str) -> Draft:
    resumes = _RESUME.search(text) is not None
    return replace(current, paused=not resumes) if resumes or _PAUSE.search(text) else current


def _with_channels(current: Draft, text: str) -> Draft:
    email, webhook = _EMAIL.search(text), _WEBHOOK.search(text)
    return replace(
        current,
        email=email["address"] if email else None if _NO_EMAIL.search(text) else current.email,
        webhook=webhook["url"] if webhook else None if _NO_WEBHOOK.search(text) else current.webhook,
    )


def _without(text: str, *rules: re.Pattern[str]) -> str:
    for rule in rules:
        text = rule.sub("", text)
    return text.strip(" ,;")


def _with_page(question: str, *, of: str) -> str:
    """The question, and the first page that is named only around it."""
    page = next((url for url in URL.findall(of) if url not in question), None)
    return f"{question.removesuffix('?')} at {page}?" if page and not URL.search(question) else question


def _end(text: str) -> str:
    """Without what may stand at the end of a sentence."""
    bare = text.rstrip(_MARKS)
    for word in ("please", "instead"):
        bare = bare.removesuffix(word).rstrip(_MARKS)
    return bare or text


def _quoted(text: str) -> str:
    """Return the quotation at the beginning of the text, else all of it without the full stop."""
    quoted = re.match(_QUOTATION, text)
    return (quoted[0][1:-1] if quoted else text).strip(" .!") or text
