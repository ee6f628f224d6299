"""Text for people: aligned, cut to the terminal, and harmless to it."""

from torale.cli.tables import Column, clipped, printable, table

COLUMNS = (Column("ID"), Column("NAME", gives_way=True), Column("WHAT", gives_way=True))


def test_a_table_is_cut_where_it_gives_way_and_fits() -> None:
    rows = [["1", "a" * 40, "日本語" * 20], ["22", "b", "c"]]
    for line in table(COLUMNS, rows, width=40).splitlines():
        assert sum(2 if ord(char) > 0x2FFF else 1 for char in line) <= 40
    assert table(COLUMNS, [["22", "b", "c"]]).splitlines() == ["ID  NAME  WHAT", "22  b     c"]
    assert "a" * 40 in table(COLUMNS, rows)


def test_a_terminal_too_narrow_for_a_table_gets_what_there_is() -> None:
    assert table(COLUMNS, [["1" * 30, "b", "c"]], width=5).startswith("ID")


def test_what_would_steer_the_terminal_is_taken_out() -> None:
    assert printable("a\x1b[2J\tb\nc\u202e") == "a [2J b c "
    assert clipped("日本語", 5) == "日本…"
