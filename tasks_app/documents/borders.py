"""Decide if two pieces of text that touch are two words: pages set inline elements apart by style alone."""

_FORMATTING = frozenset(
    [
        "b",
        "i",
        "em",
        "strong",
        "u",
        "mark",
        "font",
        "small",
        "big",
        "tt",
        "code",
        "kbd",
        "var",
        "samp",
        "cite",
        "dfn",
        "abbr",
        "bdi",
        "bdo",
        "ins",
        "q",
        "wbr",
        "ruby",
        "rb",
        "sub",
        "sup",
    ]
)
_JOINED_BEFORE = frozenset(".,;:!?%)]}…’'\"”»/")
_JOINED_AFTER = frozenset("([{“„«‘#$€£¥₹/’'@")


def is_border(left: str, right: str, closed: str, opened: str) -> bool:
    """Return True where a space belongs between `left` and `right`.

    `closed` is the inline tag that ends after `left`, `opened` the one that begins before `right`, or empty.
    """
    before, after = left[-1], right[0]
    if before.isspace() or after.isspace():
        return False
    if opened == "sup" and before.isdigit() and after.isdigit():
        return True
    if not closed or not opened:
        return False
    if before in ".,'’" and after.isdigit():
        return not left[-2:-1].isdigit() and len(left) > 1
    if before.isdigit() and after.isdigit():
        return True
    if after in _JOINED_BEFORE or before in _JOINED_AFTER:
        return False
    if closed in _FORMATTING and opened in _FORMATTING:
        return False
    # Single letters are set apart for their looks: initials, letters that move.
    is_letter = len(left) == 1 and before.isalpha() and closed not in ("a", "label", "button")
    return not (is_letter and after.isalpha() and (after.islower() or len(right) == 1))
