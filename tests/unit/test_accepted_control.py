"""An invented control through the commands: proposed, accepted, seen by every verb, and gone when taken back."""

import json

import pytest

from didymium.cli import main

ARTICLE = """<html><head><title>Brazil stops exports of raw niobium</title>
<meta property="article:published_time" content="2026-11-26T08:00:00Z"></head><body><article>
<h1>Brazil stops exports of raw niobium</h1>
<p>BRASILIA, Nov 26 - Brazil banned exports of niobium concentrates and ferroniobium to all countries from
15 December 2026, the mining ministry said on Thursday.</p>
<p>The ministry said the ban would hold until 30 June 2027.</p></article></body></html>"""
NEXT = """<html><head><title>Brazil weighs a quota on niobium oxide</title>
<meta property="article:published_time" content="2026-12-18T08:00:00Z"></head><body><article>
<h1>Brazil weighs a quota on niobium oxide</h1>
<p>BRASILIA, Dec 18 - Brazil plans an export quota on niobium oxide from March 2027, the mining ministry said on
Friday.</p></article></body></html>"""


@pytest.fixture
def said(tmp_path, monkeypatch, capsys):
    """Runs one command and gives back what it printed; its exit code where it is not 0."""
    monkeypatch.setenv("DIDYMIUM_OVERLAY", str(tmp_path / "overlay.db"))
    monkeypatch.setenv("DIDYMIUM_DB", str(tmp_path / "store.db"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "control.html").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "next.html").write_text(NEXT, encoding="utf-8")

    def run(*words):
        code = main([*words])
        out = " ".join(capsys.readouterr().out.split())
        return out if code == 0 else code

    return run


def views(said, measure):
    """What each verb says of niobium."""
    premium = json.loads(said("premium", "niobium", "--as-of", "2026-12-20", "--draws", "8", "--json"))
    risk = json.loads(said("risk", "niobium", "--as-of", "2026-12-20", "--json"))
    return {
        "run": risk["run"],
        "show": said("world", "show", "niobium"),
        "calendar": said("calendar", "--mineral", "niobium", "--as-of", "2026-11-27", "--within", "1y"),
        "restricted": next(r["value"] for r in risk["rows"] if (r["method"], r["stage"]) == ("restricted", "mine")),
        "simulate": said("simulate", measure, "--draws", "8", "--json"),
        "hazard": next(f["value"] for f in premium["figures"] if f["metric"] == "hazard"),
        "brief": said("brief", "next.html", "--as-of", "2026-12-20"),
    }


def test_an_invented_control_is_seen_everywhere_and_gone_after_undo(said):
    [row] = json.loads(said("world", "propose", "control.html", "--json"))["rows"]
    before = views(said, row["row"])
    assert before["simulate"] == 2
    said("world", "accept", row["id"])
    seen = views(said, row["row"])
    assert "Brazil: export ban on niobium (announced, takes effect on 15 December 2026; accepted by you" in seen["show"]
    assert seen["run"] != before["run"]
    assert "2026-12-15 Brazil: export ban on niobium takes effect" in seen["calendar"]
    assert "2027-06-30 Brazil: export ban on niobium ends" in seen["calendar"]
    assert "Accepted by you" in seen["calendar"]
    assert (before["restricted"], seen["restricted"]) == (0, pytest.approx(0.9, abs=0.1))
    losses = [f["p50"] for f in json.loads(seen["simulate"])["rows"] if f["metric"] == "value_added_at_risk_usd"]
    assert max(map(max, losses)) > 0
    assert seen["hazard"] > 1.5 * before["hazard"]
    assert "export ban on niobium since 15 December 2026" in seen["brief"]
    assert "export ban on niobium since" not in before["brief"]
    said("world", "reject", row["id"])
    assert views(said, row["row"]) == before


PAUSE = """<html><head><title>Brazil pauses its ban on raw niobium</title>
<meta property="article:published_time" content="2026-11-28T08:00:00Z"></head><body><article>
<h1>Brazil pauses its ban on raw niobium</h1>
<p>BRASILIA, Nov 28 - Brazil suspended its ban on exports of niobium concentrates and ferroniobium until
31 March 2027, the mining ministry said on Saturday.</p></article></body></html>"""


LIFT = """<html><head><title>Brazil lifts its ban on raw niobium</title>
<meta property="article:published_time" content="2026-11-29T08:00:00Z"></head><body><article>
<h1>Brazil lifts its ban on raw niobium</h1>
<p>BRASILIA, Nov 29 - Brazil lifted its ban on exports of niobium concentrates and ferroniobium on Sunday, the mining
ministry said.</p></article></body></html>"""


def test_an_accepted_pause_and_end_of_a_control_are_told_in_the_next_brief(said, tmp_path):
    def after(article):
        made = json.loads(said("world", "propose", article, "--json"))["rows"]
        said("world", "accept", next(r["id"] for r in made if r["match"] != "known"))
        return said("brief", "next.html", "--as-of", "2026-12-20")

    for name, text in (("pause", PAUSE), ("lift", LIFT)):
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    after("control.html")
    assert "Brazil has suspended its export ban on niobium until 31 March 2027" in after("pause.html")
    assert "Brazil ended its export ban on niobium on 29 November 2026" in after("lift.html")


AIMED = """<html><head><title>Kazakhstan bans exports of beryllium to the European Union</title>
<meta property="article:published_time" content="2026-11-27T08:00:00Z"></head><body><article>
<h1>Kazakhstan bans exports of beryllium to the European Union</h1>
<p>ASTANA, Nov 27 - Kazakhstan will ban exports of beryllium to the European Union from 15 January 2027, the mining
ministry said on Friday.</p></article></body></html>"""
PROTEST = """<html><head><title>EU urges Kazakhstan to drop its ban on beryllium</title>
<meta property="article:published_time" content="2026-11-29T08:00:00Z"></head><body><article>
<h1>EU urges Kazakhstan to drop its ban on beryllium</h1>
<p>BRUSSELS, Nov 29 - The European Commission called on Kazakhstan on Sunday to withdraw the ban on exports of
beryllium to the bloc that it announced on Friday.</p>
<p>Kazakhstan said on Friday that it will ban exports of beryllium from 15 January 2027.</p></article></body></html>"""


def test_an_accepted_ban_on_one_buyer_is_told_where_the_article_names_the_buyer_in_passing(said, tmp_path):
    (tmp_path / "aimed.html").write_text(AIMED, encoding="utf-8")
    (tmp_path / "protest.html").write_text(PROTEST, encoding="utf-8")
    told = "Kazakhstan applies its export ban on beryllium to the European Union from 15 January 2027"
    [row] = json.loads(said("world", "propose", "aimed.html", "--json"))["rows"]
    said("world", "accept", row["id"])
    assert told in said("brief", "protest.html", "--as-of", "2026-11-30")
    assert told not in said("brief", "protest.html", "--as-of", "2026-11-30", "--edition-only")
