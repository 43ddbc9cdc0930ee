"""What a telling of a measure is in the world: known already, a change of the state of one, or a new one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from didymium import labels
from didymium.records import Event
from didymium.text.dates import find_dates
from didymium.world.days import first_day, parse_date, spoken
from didymium.world.overlay.accepted import Cells
from didymium.world.overlay.proposal import Draft, Match, slug
from didymium.world.overlay.words import acts, kind_told, main_clause, meaning, word
from didymium.world.states import State, state_of

if TYPE_CHECKING:
    from didymium.world.load import World

EXPORT = frozenset({"export_ban", "export_licence", "export_quota", "export_tax", "de_facto_halt", "state_trading"})
TRADE = frozenset({"export_restriction", "restriction_eased"})  # types of the reader that are of exports
OVER = 2 * 365  # days after the last act on a measure behind which one like it is a new one
TOLD = 60  # days behind which what was decided "on Monday" is no telling of an older act
NEWS = 14  # days between an article and the start of what was decided these days
NUMBER = re.compile(r"(?:announcement|notice|order|decree|regulation|section|no\.?)\s*(?:no\.?\s*)?(\d{1,4})\b", re.I)
Found = tuple[Match, tuple[str, str], str, str, list[Draft]]


def expanded(names: Iterable[str]) -> frozenset[str]:
    """The minerals of names, groups with their members; a list such as `all (cn dual-use list)` is itself."""
    return frozenset(m for name in names for m in labels.expand(name, keep=True))


@dataclass(frozen=True)
class Told:
    """A measure as an event tells it; `day` is the article's, `cut` the share that it takes away where stated."""

    actor: str
    targets: tuple[str, ...]
    firms: tuple[str, ...]
    minerals: tuple[str, ...]
    stage: str | None
    type: str
    status: str
    ease: bool
    gta: str | None
    date: str | None
    until: str | None
    quote: str
    day: dt.date
    cut: float | None
    attributed: bool
    tonnes: float | None = None  # of a quota
    named: str | None = None  # the kind, where another telling says it
    began: str | None = None  # of an easing: since when the measure was in force, where the text tells it

    @property
    def years(self) -> frozenset[str]:
        """The years gone by that the quote names: since when what it tells to change had been in force."""
        past = (d.value for d in find_dates(self.quote, self.day) if d.kind == "date" and d.value < str(self.day.year))
        return frozenset(value[:4] for value in past)

    @property
    def kind(self) -> str | None:
        """The kind of measure, by the reader's type and the words; None where they do not say."""
        if self.named:
            return self.named
        listed = word("measure", self.quote) == "entity_listing" and (self.firms or acts("listed", self.quote))
        if listed and self.type in (*TRADE, "import_measure"):
            return "entity_listing"
        if self.type in meaning("type"):
            return meaning("type")[self.type]
        if self.firms and not self.minerals:
            return "entity_listing"
        if acts("sites", self.quote) and self.type == "export_restriction":
            return "de_facto_halt"  # of some mines or firms and not of all that a country ships
        if acts("fiscal", " ".join(self.quote.split())):
            return "domestic_policy"  # a royalty is owed at home, whoever buys
        if self.tonnes and self.type == "export_restriction":
            return "export_quota"
        return kind_told(self.quote) or meaning("gta").get((self.gta or "").lower())


def joined(told: list[tuple[Event, Told]]) -> list[tuple[Event, Told]]:
    """Tellings of one article with those of the same measure made one: the one that dates it, with what others add.

    Since when a measure stood that the article tells to be eased is a part of the telling of its easing.
    """
    groups: list[list[tuple[Event, Told]]] = []
    for event, each in _named_by_another(told):
        near = next((g for g in groups if all(_one(each, other) for _, other in g)), [])
        near.append((event, each))
        groups += [near] if len(near) == 1 else []
    made = [_joined(group) for group in groups]
    before = {i: b for i, (_, t) in enumerate(made) if (b := next((b for _, b in made if _begins(b, t)), None))}
    past = [*before.values(), *(t for _, t in made if any(_manner(t, b) or _of_listing(t, b) for _, b in made))]
    eased = ((e, replace(t, began=before[i].date) if i in before else t) for i, (e, t) in enumerate(made))
    return [(e, t) for e, t in eased if t not in past]


def _named_by_another(told: list[tuple[Event, Told]]) -> list[tuple[Event, Told]]:
    """The tellings, with the kind of the one before where one says none ("the rule will last until May").

    It is one of the same actor, goods and direction; the first behind it where none stands before.
    """
    made = []
    for event, each in told:
        near = [(e.start < event.start, e.start, t) for e, t in told if t.kind and _goods(t) == _goods(each)]
        bare = each.kind is None and bool(near)
        first = max(near, key=lambda n: (n[0], n[1] if n[0] else -n[1]))[2] if bare else each
        known = replace(each, named=first.kind, gta=first.gta, status=first.status)
        made.append((event, known if bare else each))
    return made


def _goods(told: Told) -> tuple[str, tuple[str, ...], bool]:
    return told.actor, told.minerals, told.ease


def _begins(mine: Told, eased: Told) -> bool:
    """Whether a telling is of the beginning of the measure that another one eases."""
    same = eased.ease and not mine.ease and _one(replace(mine, ease=True, status=eased.status), eased)
    return same and bool(mine.date) and first_day(str(mine.date)) < first_day(eased.date or eased.day.isoformat())


def _of_listing(licence: Told, listing: Told) -> bool:
    """Whether a licence is what the listing of firms means for who sells to them."""
    kinds = (licence.kind, listing.kind) == ("export_licence", "entity_listing")
    return kinds and licence.actor == listing.actor and acts("to_them", licence.quote)


def _manner(eased: Told, mine: Told) -> bool:
    """Whether an easing only tells how a measure works that the article brings in: "licences will be granted"."""
    comes = not mine.ease and mine.date is not None and first_day(mine.date) >= mine.day
    return comes and eased.ease and not _dated(eased) and _one(replace(mine, ease=True, status=eased.status), eased)


def _one(mine: Told, theirs: Told) -> bool:
    """Whether two tellings of an article are of the same measure and act."""
    goods = set(mine.minerals) <= set(theirs.minerals) or set(theirs.minerals) <= set(mine.minerals)
    aimed = mine.targets == theirs.targets or ("WLD",) in (mine.targets, theirs.targets)
    named = mine.firms == theirs.firms or not (mine.firms and theirs.firms)
    same = ["actor", "kind", "ease", *([] if _starts_alike(mine, theirs) else ["status"])]
    return goods and aimed and named and all(getattr(mine, k) == getattr(theirs, k) for k in same)


def _starts_alike(mine: Told, theirs: Told) -> bool:
    """Whether both give one start to come, or one gives it and the other none.

    "Will cap exports in 2027" and "the cap applies from 1 January"; "will ban exports from 1 January" and "the order
    bans all shipments".
    """
    days = sorted((t.date if t.date and t.date != t.day.isoformat() else "" for t in (mine, theirs)), key=len)
    ahead = days[1] > mine.day.isoformat() and {mine.status, theirs.status} <= {"announced", "in_force"}
    return ahead and days[1].startswith(days[0])


def _joined(group: list[tuple[Event, Told]]) -> tuple[Event, Told]:
    event, first = max(group, key=lambda g: (_dated(g[1]), len(g[1].quote)))
    rest = [t for _, t in group if t is not first]
    until = next((t.until for t in (first, *rest) if t.until and t.date == first.date), None)
    until = until or next((_shifted(t, first) for t in rest if t.until), None)
    aimed = next((t.targets for t in (first, *rest) if t.targets != ("WLD",)), first.targets)
    minerals = tuple(dict.fromkeys(m for _, t in group for m in t.minerals))
    stage = first.stage if first.stage not in (None, "all") else next((t.stage for t in rest if t.stage), first.stage)
    event, quote = next(((e, t.quote) for e, t in group if t.tonnes), (event, first.quote))
    cut = next((t.cut for t in (first, *rest) if t.cut is not None), None)
    size = next((t.tonnes for t in (first, *rest) if t.tonnes), None)
    kept = replace(first, until=until, targets=aimed, minerals=minerals, stage=stage)
    return event, replace(kept, quote=quote, cut=cut, tonnes=size)


def _dated(told: Told) -> bool:
    """Whether a telling gives a day of its own and not the article's."""
    return told.date is not None and len(told.date) == 10 and told.date != told.day.isoformat()


def _shifted(told: Told, dated: Told) -> str | None:
    """The end that a telling gives, counted from the day of the dated one where it was a length ("for six months")."""
    if not (told.until and told.date and dated.date and len(told.until) == len(told.date) == len(dated.date) == 10):
        return told.until
    length = told.until[8:] == told.date[8:]
    moved = parse_date(dated.date) - parse_date(told.date)
    return (parse_date(told.until) + moved).isoformat() if length else told.until


def measure_rows(world: World, told: Told, source_id: str) -> Found | None:
    """(match, (table, row), title, why, rows to write) of what is told; None where nothing can be said of it."""
    known = best(world, told)
    act, state = _act(told, known)
    if known is None or (act in ("entered", "proposed") and _another(told, known[1])):
        return _new(world, told, act, state, source_id)
    head, now = known
    if now.state == "announced" and (later := _deferred(told, now)):
        return _put_off(told, head, now, later, source_id)
    narrower = _narrower(told, head) if act in ("suspended", "ended", "amended") else None
    if narrower == "targets":  # for them it is eased, and for all others it goes on
        act, state, told = "amended", now.last.state, replace(told, until=now.last.until_text)
    elif act in ("entered", "amended") and (_other_amount(told, head, world) or _cuts(told)):
        act, told = "amended", replace(told, until=now.last.until_text or told.until)
        if _cuts(told):  # of what the quota let out, where that is known
            held = now.last.allowed
            told = replace(told, cut=1 - held * (1 - (told.cut or 0)) if held is not None else None)
    elif act == "amended" and (told.until or _ahead(told) or _otherwise(told)):  # for how long is no end
        told = replace(told, until=now.last.until_text)
    elif reason := _already(told, now, act, state):
        return "known", ("measures", head["id"]), head["title"], reason, []
    if act == "suspended" and not told.until and (later := _deferred(told, now)):
        told = replace(told, until=(later - dt.timedelta(days=1)).isoformat())
    whole = not narrower and (state in ("suspended", "ended") or act == "extended")
    together = _together(world, told, head, now, act) if whole else [head["id"]]
    part = {"minerals": ";".join(told.minerals)} if narrower == "minerals" and act != "amended" else {}
    drafts = [
        Draft(d.table, d.cells | part) for d in (_state_row(told, i, act, state, source_id, head) for i in together)
    ]
    turn = f"{now.words} -> {_said(act, state, told)}"
    return "changes", ("measures", head["id"]), head["title"], turn, drafts


def _otherwise(told: Told) -> bool:
    """Whether another rate of a tax that runs is told, or stricter terms of a control from a day to come."""
    rate = (told.kind or "").endswith(("tax", "tariff")) and acts("level", told.quote)
    return rate or (_ahead(told) and acts("tightened", told.quote))


def _cuts(told: Told) -> bool:
    """Whether a quota that runs is told to be cut by a share."""
    return told.kind == "export_quota" and told.cut is not None and not told.tonnes


def _ahead(told: Told) -> bool:
    return told.date is not None and first_day(told.date) > told.day


def _deferred(told: Told, now: State) -> dt.date | None:
    """The day to which the beginning of a measure to come is put off."""
    named = [first_day(d.value) for d in find_dates(told.quote, told.day) if d.kind == "date"]
    later = max(named, default=None) if acts("deferred", told.quote) else None
    return later if later and later > now.last.start else None


def _put_off(told: Told, head: Cells, now: State, later: dt.date, source_id: str) -> Found:
    waits = replace(told, date=told.day.isoformat(), until=(later - dt.timedelta(days=1)).isoformat())
    comes = replace(told, date=later.isoformat(), until=now.last.until_text)
    ident = head["id"]
    drafts = [
        _state_row(waits, ident, "suspended", "suspended", source_id, head),
        _state_row(comes, ident, "resumed", "in_force", source_id, head),
    ]
    return (
        "changes",
        ("measures", ident),
        head["title"],
        f"{now.words} -> put off to {spoken(comes.date or '')}",
        drafts,
    )


def _another(told: Told, now: State) -> bool:
    """Whether a beginning told is of another measure than an old one.

    One that ended or runs for years while this is to start, or one of months ago while this was decided these days.
    """
    since = (told.day - first_day(now.last.date)).days
    begins = first_day(told.date) if told.date else None
    comes = _ahead(told)
    fresh = begins is not None and abs((begins - told.day).days) <= NEWS and acts("fresh", told.quote)
    ended, runs = now.state == "ended", now.state == "in_force"
    again = ended and begins is not None and begins > now.last.start
    return again or (since > OVER and (ended or (runs and comes))) or (since > TOLD and runs and fresh)


def _narrower(told: Told, head: Cells) -> str | None:
    """Of what a telling takes less than the measure: of its targets, else of its minerals; None of neither."""
    if "WLD" not in told.targets and not set((head["targets"] or "WLD").split(";")) <= set(told.targets):
        return "targets"
    part = told.minerals and expanded(told.minerals) < expanded((head["minerals"] or "").split(";"))
    return "minerals" if part else None


def best(world: World, told: Told) -> tuple[Cells, State] | None:
    """The measure of the world that is most likely the one told, with its state on the article's day."""
    ranked = _ranked(world, told)
    return ranked[0][1:] if ranked else None


def _ranked(world: World, told: Told) -> list[tuple[float, Cells, State]]:
    """The measures that can be the one told, with how like it each is, the likeliest first."""
    seen = world.as_of(told.day)
    ranked = []
    for row in seen.table("measures").filter(seen.table("measures")["actor"] == told.actor).iter_rows(named=True):
        state = state_of(seen, row["id"], told.day)
        score = _likeness(row, state, told)
        if score is not None:
            ranked.append((score, row, state))
    return sorted(ranked, key=lambda r: (r[0], r[1]["id"]), reverse=True)


def _likeness(row: Cells, state: State, told: Told) -> float | None:
    """How alike a measure and the telling are; None where they cannot be the same."""
    turned = ("extended", "tightened")
    changing = told.ease or told.status in ("suspended", "ended") or any(acts(a, told.quote) for a in turned)
    mine, theirs = expanded(told.minerals), expanded(row["minerals"].split(";"))
    buyers = set(told.targets) == set((row["targets"] or "").split(";")) and "WLD" not in told.targets
    shared = len(mine & theirs) / len(mine) if mine else 0.5 * (buyers and not told.firms)  # goods not named
    numbers = set(NUMBER.findall(told.quote))
    named = bool(
        numbers & set(NUMBER.findall(f"{row['title']} {row['instrument'] or ''} {state.last.instrument or ''}"))
    )
    named = named and bool(shared or not mine)  # every year has its Announcement No. 71
    kinds = {row["kind"], told.kind} if told.kind else {row["kind"]}
    if state.state == "ended" and not (told.kind or named):
        return None  # what is over is not meant by a telling that names no kind
    if told.kind is None and told.type in TRADE and not (named or (changing and row["kind"] in EXPORT)):
        return None
    if len(kinds) > 1 and not (changing and kinds <= EXPORT) and not named:
        return None
    if told.type == "import_measure" and not row["kind"].endswith("tariff"):
        return None
    if not named and shared < (0.5 if not changing else 0.01):
        return None
    targets, aimed = set(told.targets), set((row["targets"] or "WLD").split(";"))
    if targets != aimed and not named and not (changing and ("WLD" in targets | aimed or targets & aimed)):
        return None
    alive = state.state in ("in_force", "suspended", "unknown", "announced")
    age = (told.day - state.first.start).days / 3650
    return (
        3 * named
        + shared
        + len(mine & theirs) / max(len(theirs), 1)
        + (targets == aimed)
        + 2 * alive
        + bool(row["kind"] == told.kind)
        + 2 * (str(state.first.start.year) in told.years)
        - age
    )


def _act(told: Told, known: tuple[Cells, State] | None) -> tuple[str, str]:
    """What was done and the state after it."""
    now = known[1] if known else None
    held = now.last.state if now and now.last.state in ("in_force", "suspended") else "in_force"
    if told.status == "proposed":
        return "proposed", "proposed"
    if now and now.state in ("suspended", "unknown", "ended") and acts("resumed", told.quote) and not told.ease:
        return "resumed", "in_force"
    if acts("extended", told.quote) and now:
        return "extended", held
    if now and now.state == "in_force" and not told.ease and _otherwise(told):
        return "amended", held
    if told.ease or told.status in ("suspended", "ended"):
        freed = acts("freed", told.quote)
        if not freed and (told.status == "suspended" or acts("suspended", told.quote)):
            again = now is not None and now.last.state == "suspended"  # for longer
            return "extended" if again and told.until else "suspended", "suspended"
        if told.status == "ended" or acts("ended", told.quote):
            return (
                ("suspended", "suspended")
                if told.until and acts("lasting", main_clause(told.quote))
                else ("ended", "ended")
            )
        return "amended", held
    return ("entered", "in_force") if told.status != "announced" or told.date else ("announced", "announced")


def _already(told: Told, now: State, act: str, state: str) -> str | None:
    """Why the world knows what is told, None where it would change."""
    if told.date and act != "extended" and first_day(told.date) <= first_day(now.last.date) and not told.until:
        return f"the world has a later act: {now.words}"
    comes = told.date is None or first_day(told.date) >= now.first.start or first_day(told.date) <= told.day
    same = state == now.state or (now.state == "announced" and state == "in_force" and comes)
    if act in ("proposed", "extended", "amended") or same:
        as_told = act == "proposed" or not told.until or parse_date(told.until) == now.until
        return f"the world has it: {now.words}" if as_told else None
    if act == "entered" and now.state in ("suspended", "unknown", "ended") and not told.date:
        return f"no new act is told: {now.words}"
    return None


def _other_amount(told: Told, head: Cells, world: World) -> bool:
    """Whether a quota of other tonnes is told than the world has in the words of the measure and its acts."""
    if told.kind != "export_quota" or told.tonnes is None:
        return False
    log = world.table("measure_states")
    acts = log.filter(log["measure"] == head["id"]).select("practice", "note").rows()
    held = " ".join(str(cell) for row in [(head["summary"],), *acts] for cell in row if cell)
    return f"{told.tonnes:,.0f}" not in held


def _together(world: World, told: Told, head: Cells, now: State, act: str) -> list[str]:
    """The measures that the same notice holds in the same state: what prolongs one prolongs all.

    What suspends or ends one does so for all that are on the goods told.
    """
    log = world.table("measure_states")
    notice = log.filter(log["id"] == now.last.id)["instrument_id"].to_list()
    if not notice or notice[0] is None:
        return [head["id"]]
    same = log.filter(log["instrument_id"] == notice[0])["measure"].unique(maintain_order=True)
    own = frozenset[str]() if act == "extended" else expanded(told.minerals)
    goods = {r["id"]: r["minerals"] for r in world.table("measures").iter_rows(named=True)}
    ours = [m for m in same if not own or own & expanded((goods[m] or "").split(";"))]
    return [head["id"], *(m for m in ours if m != head["id"])]


def _new(world: World, told: Told, act: str, state: str, source_id: str) -> Found:
    barred = told.actor == "CHN" and told.kind == "entity_listing"  # from the goods on China's dual-use list
    minerals = told.minerals or (("all (cn dual-use list)",) if barred else ())
    ident = _fresh(world, told, minerals)
    cells = {
        "id": ident, "kind": told.kind, "actor": told.actor, "targets": ";".join(told.targets),
        "firms": ";".join(told.firms) or None, "minerals": ";".join(minerals) or None, "stage": told.stage,
        "title": title_of(told.kind, minerals, told.targets), "summary": told.quote, "severity": told.cut,
        "severity_basis": told.quote if told.cut else None, "gta_type": told.gta,
        "confidence": "low" if told.attributed else "medium", "source_id": source_id,
        "known_from": told.day.isoformat(),
    }  # fmt: skip
    drafts = [Draft("measures", cells), _state_row(told, ident, act, state, source_id, cells)]
    if told.began:
        stood = replace(told, date=told.began, until=None)
        drafts.insert(1, _state_row(stood, ident, "entered", "in_force", source_id, cells))
    why = f"no measure of {labels.country_name(told.actor)} like it is in the world"
    return "new", ("measures", ident), str(cells["title"]), why, drafts


def _state_row(told: Told, measure: str, act: str, state: str, source_id: str, head: Cells) -> Draft:
    done = told.date if told.date and first_day(told.date) <= told.day else told.day.isoformat()
    begins = told.date if act in ("entered", "resumed", "ended", "suspended", "amended") else None
    meant = act == "proposed" and told.date is not None and first_day(told.date) > told.day
    return Draft("measure_states", {
        "measure": measure, "act": act, "state": state, "date": done, "from": begins or done, "until": told.until,
        "instrument_id": f"{head['id']}-{act}-{done}" if state != "in_force" else None,
        "instrument": f"{head['title']}: {act}" if state != "in_force" else None,
        "practice": told.quote if act == "amended" else f"meant from {spoken(told.date or '')}" if meant else None,
        "allowed": round(1 - told.cut, 3) if told.cut is not None and state == "in_force" else None,
        "basis": "reported" if told.attributed else None, "note": told.quote,
        "confidence": "low" if told.attributed else "medium", "source_id": source_id,
        "known_from": told.day.isoformat(),
    })  # fmt: skip


def _said(act: str, state: str, told: Told) -> str:
    until = f" until {spoken(told.until)}" if told.until else ""
    start = f" from {spoken(told.date)}" if told.date and not told.until else ""
    return f"{act if act != 'entered' else state.replace('_', ' ')}{start}{until}"


def title_of(kind: str | None, minerals: tuple[str, ...], targets: tuple[str, ...]) -> str:
    """'export ban on tin and antimony to Japan': a measure in plain words."""
    goods = [m if not m.startswith("all (") else "goods of its control list" for m in minerals] or ["goods not named"]
    named = goods[:3] + (["others"] if len(goods) > 3 else [])
    aimed = [labels.country_name(t, article=True) for t in targets if t != "WLD"]
    word = {"import_tariff": "from", "entity_listing": "in", "dispute": "with"}.get(kind or "", "to")
    head = meaning("title").get(kind or "", "measure on")
    if kind == "entity_listing" and not (minerals and minerals[0].startswith("all (")):
        head = "listing of firms over"  # what they are barred from is the lister's goods, not the mineral
    return f"{head} {_and(named)}" + (f" {word} {_and(aimed)}" if aimed else "")


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _fresh(world: World, told: Told, minerals: tuple[str, ...]) -> str:
    """An id that no measure has, from who, what and when."""
    good = minerals[0] if minerals and not minerals[0].startswith("all (") else "goods"
    base = slug(told.actor, good, told.kind or "measure", (told.date or told.day.isoformat())[:7])
    taken = set(world.table("measures")["id"])
    return next(i for i in (base, *(f"{base}-{n}" for n in range(2, 99))) if i not in taken)
