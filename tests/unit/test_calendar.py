"""The calendar: what is dated ahead as of a day, what it means, and the iCalendar file."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import icalendar
import polars as pl
import pytest

from didymium.calendar import Entry, due, entries, folded, meaning, meaning_of, once, summary_of, to_ics, with_meanings
from didymium.calendar import meaning as meaning_function
from didymium.cli import main
from didymium.errors import BadInput, MissingData, UnknownLabel
from didymium.store import Store
from didymium.world.load import load_world, parse_date

DAY = dt.date(2026, 10, 20)
WORLD = load_world()


def ahead(**options: object) -> tuple[Entry, ...]:
    return entries(WORLD, DAY, **options)  # type: ignore[arg-type]


def one(found: tuple[Entry, ...], **wanted: object) -> Entry:
    [entry] = [e for e in found if all(getattr(e, key) == value for key, value in wanted.items())]
    return entry


def test_entries_come_in_order_within_the_days_each_with_a_source() -> None:
    found = ahead(within=120)
    assert len(found) > 20
    assert [e.date for e in found] == sorted(e.date for e in found)
    last = DAY + dt.timedelta(days=120)
    for entry in found:
        assert entry.date >= DAY or entry.what == "outcome not known"
        assert entry.date <= last or entry.precision != "day"
        assert entry.source
        assert entry.source_id
        assert WORLD.source(entry.source_id)
    assert {e.kind for e in found} >= {"suspension", "provision", "quota", "project", "measure", "decision"}
    assert len({e.uid for e in found}) == len(found)


def test_more_days_show_more_and_all_shows_all() -> None:
    counts = [len(ahead(within=days)) for days in (0, 30, 365, None)]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


def test_every_end_of_the_world_is_there_once_or_said_by_another() -> None:
    """No table row with an end ahead is dropped but agreements whose provisions say it."""
    found = {(e.table, e.id, e.when()) for e in ahead(within=None)}
    seen = WORLD.as_of(DAY)
    for row in seen.table("provisions").filter(pl.col("expires").is_not_null()).iter_rows(named=True):
        if parse_date(row["expires"]) >= DAY:
            assert ("provisions", row["agreement_id"], row["expires"]) in found
    for row in seen.table("restrictions").filter(pl.col("ends").is_not_null()).iter_rows(named=True):
        if parse_date(row["ends"]) >= DAY:
            assert ("restrictions", row["id"], row["ends"]) in found


def test_what_was_not_known_is_not_shown() -> None:
    early = entries(WORLD, dt.date(2025, 10, 20), within=None)
    assert not any(e.id == "cn-suspend-70-2025" for e in early)
    assert any(e.id == "cn-suspend-70-2025" for e in entries(WORLD, dt.date(2025, 11, 20), within=None))
    before = one(entries(WORLD, dt.date(2026, 9, 1), within=None), id="cn-suspend-70-2025")
    assert before.extended_to is None
    assert before.alarms


def test_a_reported_extension_silences_the_first_date_only() -> None:
    found = ahead(within=120)
    first = one(found, id="cn-suspend-70-2025")
    assert (first.when(), first.extended_to, first.alarms) == ("2026-11-10", "2027-01-10", False)
    for ident, day in (("cn-suspend-72-2025", "2026-11-27"), ("cn-truce-ext-2026-09", "2027-01-10")):
        entry = one(found, id=ident, what="ends")
        assert (entry.when(), entry.alarms) == (day, True)


def test_minerals_narrow_by_group_and_member() -> None:
    gallium = ahead(within=120, mineral="Ga")
    assert any(e.id == "cn-suspend-72-2025" for e in gallium)
    assert not any(e.minerals == ("cobalt",) for e in gallium)
    assert len(ahead(within=120, mineral="dysprosium")) < len(ahead(within=120, mineral="rare earths"))
    with pytest.raises(UnknownLabel, match="gallium"):
        ahead(mineral="galium")
    with pytest.raises(BadInput, match="36525"):
        ahead(within=-1)


def test_months_and_years_are_said_as_they_are() -> None:
    projects = [e for e in ahead(within=30) if e.kind == "project"]
    assert projects
    assert all((e.precision, e.when()) == ("year", "2026") for e in projects)
    assert all(e.date == dt.date(2026, 12, 31) for e in projects)
    assert any(e.when() == "2027" for e in ahead(within=90) if e.kind == "project")


# what it means


def test_a_lapse_is_the_cut_that_comes_back(tmp_path: Path) -> None:
    entry = one(ahead(within=60), id="cn-suspend-72-2025")
    found = meaning(entry, WORLD, DAY, draws=32)
    assert found.side == "loss"
    assert found.figure.metric == "value_added_at_risk_usd"
    assert found.figure.low is not None
    assert found.figure.high is not None
    assert 0 < found.figure.low <= found.figure.value <= found.figure.high
    assert "gallium" in found.words
    assert "100%" in found.words
    assert meaning(entry, WORLD, DAY, draws=32) == found
    text = meaning_of(replace(entry, meaning=found))
    assert text.startswith("If it lapses")
    assert "(" in text
    deeper = meaning(one(ahead(within=60), id="cn-suspend-72-2025"), WORLD, DAY, draws=32, seed=1)
    assert deeper.run != found.run


def test_a_suspension_that_ran_out_without_a_word_is_told_as_not_known() -> None:
    day = dt.date(2026, 11, 28)
    entry = one(entries(WORLD, day, within=30), id="cn-us-ban-2024")
    assert (entry.what, entry.kind, entry.when()) == ("outcome not known", "suspension", "2026-11-27")
    assert entry.state == "outcome not known since 27 November 2026 (until then suspended)"
    assert not any(e.id == "cn-us-ban-2024" for e in entries(WORLD, day - dt.timedelta(days=1), within=30))
    assert meaning(entry, WORLD, day, draws=16).side == "loss"


def test_a_quota_that_ends_is_relief() -> None:
    entry = one(ahead(within=120), id="zw-lithium-quota-2026", what="ends")
    found = meaning(entry, WORLD, DAY, draws=16)
    assert (found.side, found.figure.mineral, "Zimbabwe" in found.words) == ("relief", None, True)
    assert "no source states" in found.basis


def test_what_moves_no_supply_has_no_run() -> None:
    entry = next(e for e in ahead(within=120) if e.kind == "project")
    with pytest.raises(MissingData, match="no export control"):
        meaning(entry, WORLD, DAY)


def test_runs_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [e for e in ahead(within=60) if e.id in ("cn-suspend-72-2025",) or e.kind == "project"][:3]
    with Store.open(tmp_path / "s.db") as store:
        first = with_meanings(found, WORLD, DAY, store=store, draws=16)
        assert any(e.meaning for e in first)
        assert any(e.no_meaning for e in first)
        monkeypatch.setattr("didymium.twin.simulate", lambda *_args, **_kw: pytest.fail("ran again"))
        assert with_meanings(found, WORLD, DAY, store=store, draws=16) == first
        assert len(store.runs("calendar")) == len(found)
    json.dumps([e.to_json() for e in first])
    assert callable(meaning_function)


# warnings ahead


@pytest.mark.parametrize(("days", "steps"), [(31, []), (30, [30]), (8, [30]), (7, [7]), (1, [7]), (0, [7]), (-1, [])])
def test_a_warning_comes_at_its_steps(days: int, steps: list[int]) -> None:
    entry = one(ahead(within=60), id="cn-suspend-72-2025")
    day = entry.date - dt.timedelta(days=days)
    assert [step for _, step in due([entry], day, (7, 30))] == steps
    silent = [
        replace(entry, extended_to="2027-01-10"),
        replace(entry, status="expired"),
        replace(entry, precision="year"),
    ]
    assert list(due(silent, day, (7, 30))) == []


# iCalendar


def test_the_file_is_read_by_another_program() -> None:
    found = ahead(within=None)
    text = to_ics(found, stamp=dt.datetime(2026, 10, 20, 12, tzinfo=dt.UTC))
    read = icalendar.Calendar.from_ical(text.encode())
    assert len(read.events) == len(found)
    for entry, event in zip(found, read.events, strict=True):
        assert str(event["SUMMARY"]) == summary_of(entry)
        assert event["DTSTART"].dt == entry.date
        assert event["DTEND"].dt == entry.date + dt.timedelta(days=1)
        assert str(event["UID"]) == f"{entry.uid}@didymium"
        assert entry.source in str(event["DESCRIPTION"])
        assert len(event.walk("VALARM")) == entry.alarms
    assert read["VERSION"] == "2.0"


@pytest.mark.parametrize("field", ["id", "url", "title", "source", "next"])
def test_no_text_adds_a_line_or_turns_the_direction_of_writing(field: str) -> None:
    said = "https://a.example/\r\nATTACH:https://evil.example/\u202eb\x1b[2J\u2028\x85ATTENDEE:mailto:x"
    entry = replace(ahead(within=120)[0], **{field: said})
    text = to_ics([entry], stamp=dt.datetime(2026, 10, 20, tzinfo=dt.UTC))
    [event] = icalendar.Calendar.from_ical(text.encode()).events
    assert "ATTACH" not in event
    assert "ATTENDEE" not in event
    assert not set(text) & set("\u202e\x1b\u2028\x85")


def test_lines_are_folded_and_text_is_escaped() -> None:
    entry = replace(ahead(within=120)[0], title="A; b, c\\d\nÜ" + "é" * 200 + "日本" * 50, next="x" * 500)
    raw = to_ics([entry], stamp=dt.datetime(2026, 10, 20, tzinfo=dt.UTC)).encode()
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    [event] = icalendar.Calendar.from_ical(raw).events
    assert str(event["SUMMARY"]) == summary_of(entry)


# the command


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["calendar", "--as-of", "2026-10-20", "--within", "40d", "--mineral", "gallium"]
    assert main([*given, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["as_of"] == "2026-10-20"
    assert any(e["id"] == "cn-suspend-72-2025" and e["date"] == "2026-11-27" for e in told["entries"])
    assert main(given) == 0
    assert "2026-11-27" in capsys.readouterr().out
    assert main([*given, "--with-runs", "--draws", "16", "--db", str(tmp_path / "s.db")]) == 0
    assert "If it lapses" in " ".join(capsys.readouterr().out.split())
    assert main([*given, "--ics", str(tmp_path / "c.ics")]) == 0
    assert len(icalendar.Calendar.from_ical((tmp_path / "c.ics").read_bytes()).events) == len(
        once(ahead(within=40, mineral="gallium"))
    )


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        (["--within", "soon"], "90d"),
        (["--as-of", "never"], "YYYY-MM-DD"),
        (["--mineral", "unobtainium"], "unknown mineral"),
        (["--ics", "/proc/none/c.ics"], "cannot write"),
    ],
)
def test_nonsense_is_told(capsys: pytest.CaptureFixture[str], arguments: list[str], match: str) -> None:
    assert main(["calendar", *arguments]) == 2
    err = capsys.readouterr().err
    assert match in err
    assert len(err.strip().splitlines()) == 1


def test_one_lapse_is_told_once_to_a_reader() -> None:
    everything = ahead(within=60)
    told = once(everything)
    left_out = [e for e in everything if e not in told]
    assert left_out
    for entry in left_out:
        assert entry.kind == "suspension"
        assert [
            e for e in told
            if e.kind == "suspension" and abs((e.date - entry.date).days) <= 1 and {*e.who} & {*entry.who}
        ]  # fmt: skip
    assert not [e for e in told if e.what == "takes effect" and e.date == dt.date(2026, 11, 10)]
    titles = [(e.date, e.who, e.title, e.what) for e in told]
    assert len(titles) == len(set(titles))


def test_a_truce_is_one_group_and_a_year_without_days_another(capsys: pytest.CaptureFixture[str]) -> None:
    groups = folded(once(ahead(within=60)))
    truce = next(g for g in groups if g[0].date == dt.date(2026, 11, 10) and g[0].kind == "suspension")
    assert {w for e in truce for w in e.who} == {"CHN", "USA"}
    assert len(truce) > 3
    assert main(["calendar", "--as-of", "2026-10-20", "--within", "60d"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    due = [e for e in ahead(within=60) if e.kind == "project"]
    assert f"projects due in 2026 without a day ({len(due)})" in told
    assert f"China, United States: {len(truce)} suspensions end" in told
    assert all(e.title in told for e in due)


def test_a_suspension_is_said_in_plain_words_with_all_its_minerals(capsys: pytest.CaptureFixture[str]) -> None:
    entry = one(ahead(within=60), id="cn-suspend-72-2025")
    assert entry.title.startswith("pause of export ban on gallium")
    assert main(["calendar", "--as-of", "2026-10-20", "--within", "90d", "--mineral", "tungsten"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Hillgrove" not in told


def test_what_is_aimed_at_is_due_and_does_not_end() -> None:
    goals = [e for e in ahead(within=None) if e.table == "provisions" and "aims at" in e.title]
    assert goals
    assert {e.what for e in goals} == {"is due"}
