"""The verbs as the network sees them: one table of arguments and calls for the API, the jobs, the pages and MCP.

A remote caller names no file: a scenario is a ready one's name, YAML text or a mapping; an article is text, a page or
an address that the guarded fetcher may open; a bill of materials is its CSV text.
"""

from __future__ import annotations

import difflib
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, ValidationInfo, field_validator

from didymium.errors import BadArticle, BadInput, BadScenario, Unavailable, UnknownLabel
from didymium.serve.answers import fault_of

if TYPE_CHECKING:
    from didymium.records import Article, Brief, Chart, Evidence, Reading
    from didymium.twin import Scenario
    from didymium.world.load import World

Progress = Callable[[int, int], None]
Text = Annotated[str, Field(max_length=2_000_000)]
Name = Annotated[str, Field(max_length=120)]
Names = Annotated[list[Name], Field(max_length=80)]
Day = Annotated[str, Field(max_length=10, pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
MOST_SAID = 4000  # characters of one sentence that is to be proven
Seed = Annotated[int, Field(ge=0, le=2**31 - 1)]


def _has_nul(value: Any, depth: int = 20) -> bool:
    """Whether a value of JSON holds NUL somewhere; what is deeper than any scenario is not looked into."""
    if isinstance(value, str):
        return "\0" in value
    inner = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else ()
    return depth > 0 and any(_has_nul(each, depth - 1) for each in inner)


class Args(BaseModel):
    """Arguments of a verb; unknown ones are refused."""

    model_config = ConfigDict(extra="forbid")

    as_of: Day | None = Field(None, description="What was known on this date", examples=["2025-11-10"])

    @field_validator("*", mode="before")
    @classmethod
    def _readable(cls, value: Any, info: ValidationInfo) -> Any:
        if info.field_name not in ("text", "bom") and _has_nul(value):
            raise ValueError("holds a NUL character")
        return value


class ArticleArgs(Args):
    """One article: its text (or page), or its address."""

    text: Text | None = Field(None, description="The article as text, Markdown or HTML")
    url: Annotated[str, Field(max_length=2000)] | None = Field(None, description="Its address; public ones only")
    title: Annotated[str, Field(max_length=500)] | None = None
    source: Name | None = None
    published: Annotated[str, Field(max_length=40)] | None = Field(None, examples=["2025-11-10"])
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "China lets gallium out again",
                    "published": "2025-11-10",
                    "text": "China's commerce ministry suspended its ban on exports of gallium, germanium and "
                    "antimony to the United States until November 27, 2026. China makes 99% of the world's gallium.",
                }
            ]
        }
    )


class BriefArgs(ArticleArgs):
    """An article, and how its runs are made."""

    draws: Annotated[int, Field(ge=1, le=20_000)] = 1000
    seed: Seed = 0


class DeriveArgs(BriefArgs):
    """A formula over evidence: + - * / and change, share, ratio, months, sum, min, max, convert over its ids."""

    formula: Annotated[str, Field(min_length=1, max_length=300)] = Field(
        description="Over ids of evidence; units must fit", examples=["e3 / e7"]
    )
    evidence: dict[Name, dict[str, Any]] | None = Field(
        None, description="Evidence by id; without it that of `findings` for the same article, draws and seed"
    )
    model_config = ConfigDict(json_schema_extra={})


class ProveArgs(BriefArgs):
    """A draft by any writer: sentences, each with the evidence ids that it cites or none; the article, if any."""

    sentences: Annotated[list[Text | dict[str, Any]], Field(min_length=1, max_length=200)] = Field(
        description="Sentences: text, or {text, evidence: [ids], form}",
        examples=[["China mined 69% of the world's rare earths in 2024."]],
    )
    evidence: dict[Name, dict[str, Any]] | None = Field(
        None, description="Evidence by id, as in a brief; without it ids are those of `findings` for the same article"
    )
    derive: dict[Name, Annotated[str, Field(max_length=300)]] | None = Field(
        None, description="Further evidence by id: formulas over the others", examples=[{"d1": "e3 / e7"}]
    )
    runs: dict[Name, dict[str, Any]] | None = Field(None, description="Manifests of the runs that evidence cites")
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"as_of": "2025-11-10", "sentences": ["China mined 69% of the world's rare earths in 2024."]}]
        }
    )


class SimulateArgs(Args):
    """A scenario and how it is run."""

    scenario: Name | dict[str, Any] | None = Field(
        None, description="A ready scenario's name, or a scenario as a mapping", examples=["drc-cobalt-quota"]
    )
    yaml: Annotated[str, Field(max_length=200_000)] | None = Field(None, description="A scenario as YAML")
    draws: Annotated[int, Field(ge=1, le=20_000)] = 500
    seed: Seed = 0


class LeverageArgs(Args):
    """Who restricts and who is hit."""

    sender: Name = Field(examples=["CHN"])
    target: Name = Field(examples=["USA"])
    minerals: Names | None = Field(None, examples=[["gallium", "germanium"]])
    draws: Annotated[int, Field(ge=1, le=2000)] = 48
    seed: Seed = 0
    top: Annotated[int, Field(ge=1, le=20)] | None = Field(None, description="Fast mode: so many goods")


class ResponsesArgs(Args):
    """What happened, and who answers."""

    event: Name = Field(
        description="A measure or deal of the world, or a ready scenario", examples=["drc-cobalt-quota"]
    )
    responder: Name | None = None
    draws: Annotated[int, Field(ge=1, le=2000)] = 48
    seed: Seed = 0


class PlanArgs(Args):
    """A budget, a horizon, and what to guard."""

    importer: Name = Field(examples=["USA"])
    budget: Annotated[float, Field(ge=0, le=1e13)] = Field(description="USD; also as text: 400m", examples=[400e6])
    horizon: Day = Field(examples=["2035"])
    minerals: Names | None = Field(None, examples=[["gallium"]])
    risk_aversion: Annotated[float, Field(ge=0, le=100)] = 1.0
    deal: Annotated[str, Field(max_length=200)] | None = None
    draws: Annotated[int, Field(ge=8, le=512)] = 64
    seed: Seed = 0

    @field_validator("budget", mode="before")
    @classmethod
    def _as_written(cls, value: Any) -> Any:
        from didymium.text.money import parse_usd

        try:
            return parse_usd(value) if isinstance(value, str) else value
        except BadInput as error:
            raise ValueError(str(error)) from None


class PremiumArgs(Args):
    """Whose risk of which mineral is priced."""

    mineral: Name | None = Field(None, examples=["gallium"])
    importer: Name | None = Field(None, examples=["USA"])
    sector: Name | None = None
    draws: Annotated[int, Field(ge=8, le=2000)] | None = None
    seed: Seed = 0


class ExposureArgs(SimulateArgs):
    """A scenario, and one company, one sector or a bill of materials."""

    company: Name | None = None
    sector: Name | None = Field(None, examples=["semiconductors"])
    importer: Name | None = None
    bom: Annotated[str, Field(max_length=8_000_000)] | None = Field(None, description="CSV text")
    draws: Annotated[int, Field(ge=1, le=5000)] = 200


class RiskArgs(Args):
    """Which minerals, seen by whom."""

    minerals: Names = Field(examples=[["gallium"]])
    importer: Name | None = Field(None, examples=["USA"])
    year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    method: Names | None = None
    stage: Name | None = None


class PrecedentsArgs(Args):
    """Of what the like cases are asked."""

    of: Name = Field(examples=["stops"], description="stops, controls, terms, takeovers, starts, rises or falls")
    kind: Name = Field("", examples=["strike"], description="a cause, a kind of controls or terms, or a mineral")
    country: Name | None = None
    mineral: Name | None = Field(None, examples=["copper"])


class PartnersArgs(Args):
    """Whose trade in what; a seller or a buyer."""

    mineral: Name = Field(examples=["graphite"])
    exporter: Name | None = Field(None, examples=["CHN"], description="the seller whose buyers are asked")
    importer: Name | None = Field(None, description="the buyer whose suppliers are asked")
    stage: Name | None = Field(None, description="where the mineral is traded at several")


@dataclass(frozen=True)
class Verb:
    """One verb: its arguments and the call; `run` gives {"result": published JSON, "charts": [...]}."""

    name: str
    says: str
    args: type[Args]
    run: Callable[[Any, World, Progress], dict[str, Any]]


def run(name: str, args: Args, world: World, progress: Progress = lambda done, of: None) -> dict[str, Any]:
    """{"result": the verb's published JSON, "charts": its charts}; errors of `didymium.errors`."""
    return VERBS[name].run(args, world, progress)


def worked(given: dict[str, Any], _: bytes, progress: Progress) -> dict[str, Any]:
    """`run` as a worker process makes it: given["verb"] with given["args"] as JSON."""
    from didymium.world.load import load_world

    args = VERBS[given["verb"]].args.model_validate(given["args"])
    return run(given["verb"], args, load_world(), progress)


def uploaded(given: dict[str, Any], data: bytes, progress: Progress) -> dict[str, Any]:
    """The brief of an uploaded article, as a worker process makes it; given["name"] is the file's name."""
    from didymium.brief.compose import compose
    from didymium.news import read_article
    from didymium.news.article import parse
    from didymium.news.fetch import Raw
    from didymium.world.load import load_world

    reading = read_article(_placeless(parse(Raw(data, given["name"]))))
    return _packed(compose(reading, load_world(), source=given["name"]).model_dump(mode="json"))


def loaded(_given: dict[str, Any], _: bytes, progress: Progress) -> None:
    """Loads what reading and briefs need, so that a worker's first call does not wait for it."""
    from didymium.brief.compose import compose
    from didymium.news import read_article
    from didymium.records import Article
    from didymium.world.load import load_world

    text = "China banned exports of gallium to the United States on Monday. It makes 99% of the world's gallium."
    compose(read_article(Article(title="", text=text, published="2025-11-10")), load_world(), draws=8)


def nearest(name: str, known: Iterable[str]) -> str:
    """What is said of an argument that is not known: its name and the one that looks most like it."""
    names = list(known)
    like = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f"unknown argument {name[:60]!r}: " + (
        f"did you mean {like[0]!r}?" if like else f"there are {', '.join(names)}"
    )


def article_of(given: ArticleArgs) -> Article:
    """The article that a remote caller gave: text, page, or a public address fetched by the guard."""
    from didymium.news.article import parse
    from didymium.news.fetch import Raw, http_fetcher, is_url

    if (given.text is None) == (given.url is None):
        raise BadInput("give either `text` or `url`")
    if given.text is None:
        url = str(given.url)
        if not is_url(url):
            raise BadInput(f"{url[:80]}: not an address; give one that starts with https://")
        try:
            found = parse(http_fetcher()(url))
        except Unavailable as error:  # the caller's address does not answer: not a fault of this server
            raise BadArticle(str(error)) from None
    elif given.title is not None and "<" not in given.text[:200]:
        from didymium.news.article import article_of as of_row

        found = of_row({"title": given.title, "text": given.text, "published": given.published}, "article")
    else:
        found = _placeless(parse(Raw(given.text.encode(), "article", charset="utf-8")))
    said = {k: v for k in ("title", "source", "published") if (v := getattr(given, k))}
    return found.model_copy(update=said)


def _placeless(article: Article) -> Article:
    """An article without the address that it gives itself: what a caller sends is no page of that address."""
    return article.model_copy(update={"url": None})


def scenario_of(given: SimulateArgs) -> Scenario | None:
    """The scenario that a remote caller gave; None when none was given. Never a path."""
    from didymium.twin.scenario import library, load_scenario, parse_scenario

    if given.yaml is not None:
        return parse_scenario(given.yaml)
    if given.scenario is None:
        return None
    if isinstance(given.scenario, dict):
        return load_scenario(given.scenario)
    if given.scenario not in library():
        raise BadScenario(f"no ready scenario {given.scenario[:80]!r}; there are: {', '.join(library())}")
    return load_scenario(given.scenario)


def reading_of(given: ArticleArgs, world: World) -> Reading:
    """The article as `read` gives it."""
    from didymium.news import read_article

    return read_article(article_of(given), as_of=given.as_of, world=world)


def brief_of(given: BriefArgs, world: World) -> Brief:
    """The brief of a given article."""
    from didymium.brief.compose import compose

    reading = reading_of(given, world)
    return compose(reading, world, as_of=given.as_of, draws=given.draws, seed=given.seed, source=given.url)


def _read(args: ArticleArgs, world: World, progress: Progress) -> dict[str, Any]:
    return _packed(reading_of(args, world).model_dump(mode="json"))


def _check(args: ArticleArgs, world: World, progress: Progress) -> dict[str, Any]:
    from didymium.news import checked

    claims = checked(reading_of(args, world), as_of=args.as_of, world=world)
    return _packed({"claims": [c.model_dump(mode="json") for c in claims]})


def _brief(args: BriefArgs, world: World, progress: Progress) -> dict[str, Any]:
    made = brief_of(args, world)
    return _packed(made.model_dump(mode="json"))


@lru_cache(maxsize=8)
def _found(world: World, given: str) -> dict[str, Any]:
    """The findings of an article, given as JSON of its arguments: a writer asks for the same ones again and again."""
    from didymium.brief.compose import findings

    args = BriefArgs.model_validate_json(given)
    return findings(reading_of(args, world), world, as_of=args.as_of, draws=args.draws, seed=args.seed)


def _article_key(args: BriefArgs) -> str:
    return args.model_dump_json(include=set(BriefArgs.model_fields))


def _findings(args: BriefArgs, world: World, progress: Progress) -> dict[str, Any]:
    return _packed(_found(world, _article_key(args)))


def _evidence_of(args: DeriveArgs | ProveArgs, world: World) -> tuple[dict[str, Evidence], dict[str, Any]]:
    """The evidence that a caller hands back, else that of the findings of its article; and the runs' manifests."""
    from didymium.records import Evidence

    given, runs = args.evidence, getattr(args, "runs", None) or {}
    if given is None and (args.text or args.url):
        found = _found(world, _article_key(args))
        given, runs = found["evidence"], {**found["runs"], **runs}
    reader: TypeAdapter[Evidence] = TypeAdapter(Evidence)
    try:
        return {key: reader.validate_python(item) for key, item in (given or {}).items()}, runs
    except ValidationError as error:
        raise BadInput(f"evidence: {fault_of(error)}; give evidence as a brief has it") from None


def _derive(args: DeriveArgs, world: World, progress: Progress) -> dict[str, Any]:
    from didymium.proof import derived

    evidence, _ = _evidence_of(args, world)
    item = derived(args.formula, evidence).model_dump(mode="json")
    return _packed({**{k: item["figure"][k] for k in ("value", "low", "high", "unit")}, "evidence": item})


def _prove(args: ProveArgs, world: World, progress: Progress) -> dict[str, Any]:
    from dataclasses import asdict

    from didymium.proof import derived, prove_draft
    from didymium.records import Sentence

    try:
        told = [s if isinstance(s, str) else Sentence.model_validate({"evidence": ()} | s) for s in args.sentences]
        long = next((n for n, s in enumerate(told) if len(s if isinstance(s, str) else s.text) > MOST_SAID), None)
        if long is not None:
            raise BadInput(
                f"prove: sentences.{long}: longer than {MOST_SAID:,} characters; give one sentence at a time"
            )
    except ValidationError as error:
        raise BadInput(f"prove: {fault_of(error)}; give sentences and evidence as a brief has them") from None
    cites = args.evidence is not None or args.derive or any(not isinstance(s, str) and s.evidence for s in told)
    given, runs = _evidence_of(args, world) if cites else ({}, args.runs or {})
    given |= {key: derived(formula, given) for key, formula in (args.derive or {}).items()}
    article = article_of(args) if args.text or args.url else None
    day = args.as_of or ((article.published or "")[:10] if article else None) or None
    proofs = prove_draft(told, world, article, given, day, runs)
    rows = [{"text": s.text, "evidence": list(s.evidence), **asdict(p)} for s, p in proofs]
    return _packed({"ok": all(p.proven for _, p in proofs), "sentences": rows})


def _simulate(args: SimulateArgs, world: World, progress: Progress) -> dict[str, Any]:
    from didymium.twin.chart import fans
    from didymium.twin.run import simulate
    from didymium.world.load import parse_date

    plan = scenario_of(args)
    if plan is None:
        raise BadInput("give `scenario` or `yaml`")
    if args.as_of:
        plan = plan.model_copy(update={"as_of": parse_date(args.as_of)})
    found = simulate(plan, world, args.draws, args.seed, progress=progress)
    return _packed(found.to_json() | {"run": found.run}, fans(found))


def _leverage(args: LeverageArgs, world: World, progress: Progress) -> dict[str, Any]:
    from didymium.strategy.leverage import leverage

    found = leverage(args.sender, args.target, args.minerals, world, args.as_of, args.draws, args.seed, top=args.top)
    labelled = {"rows": found.rows, "reverse": found.reverse}
    body = found.to_json()
    for key, rows in labelled.items():
        body[key] = [each | {"label": row.label} for each, row in zip(body[key], rows, strict=True)]
    return _packed(body, (found.chart(),) if found.rows else ())


def _responses(args: ResponsesArgs, world: World, progress: Progress) -> dict[str, Any]:
    from didymium.strategy.responses import responses
    from didymium.twin.scenario import library, load_scenario

    known = {*world.table("restrictions")["id"], *world.table("deals")["id"]}
    if args.event not in known and args.event not in library():
        raise UnknownLabel("event", args.event, (*known, *library()))
    event = load_scenario(args.event) if args.event in library() else args.event
    found = responses(event, world, args.as_of, args.draws, args.seed, responder=args.responder)
    return _packed(found.to_json())


def _plan(args: PlanArgs, world: World, progress: Progress) -> dict[str, Any]:
    from didymium.strategy.plan import plan

    found = plan(
        args.importer, args.budget, args.horizon, args.minerals, args.risk_aversion, args.deal, world, args.as_of,
        args.seed, args.draws,
    )  # fmt: skip
    return _packed(found.to_json(), found.charts)


def _premium(args: PremiumArgs, world: World, progress: Progress) -> dict[str, Any]:
    from didymium.strategy.premium import premium

    found = premium(args.mineral, args.importer, args.sector, world, args.as_of, args.draws, args.seed)
    return _packed(found.to_json(), (found.chart(),) if found.rows else ())


def _exposure(args: ExposureArgs, world: World, progress: Progress) -> dict[str, Any]:
    from didymium.strategy.exposure import exposure

    plan = scenario_of(args)
    with tempfile.TemporaryDirectory(prefix="didymium-") as folder:
        bom = None
        if args.bom is not None:
            bom = Path(folder) / "bill.csv"
            bom.write_text(args.bom, "utf-8")
        found = exposure(
            args.company, args.sector, bom, plan, args.importer, world, args.as_of, args.draws, args.seed
        )  # fmt: skip
    lines = found.bill is not None and bool(found.bill.lines)
    return _packed(found.to_json(), (found.chart(),) if lines or any(s.loss for s in found.sectors) else ())


def _risk(args: RiskArgs, world: World, progress: Progress) -> dict[str, Any]:
    from didymium.risk import risk

    view = world.as_of(args.as_of) if args.as_of else world
    return _packed(risk(args.minerals, args.importer, args.year, args.method, args.stage, view).to_json())


def _precedents(args: PrecedentsArgs, world: World, progress: Progress) -> dict[str, Any]:
    from didymium.risk.precedents import precedents

    view = world.as_of(args.as_of) if args.as_of else world
    return _packed(precedents(args.of, args.kind, view, country=args.country, mineral=args.mineral).to_json())


def _partners(args: PartnersArgs, world: World, progress: Progress) -> dict[str, Any]:
    from didymium.risk.partners import partners

    view = world.as_of(args.as_of) if args.as_of else world
    sides = {"exporter": args.exporter, "importer": args.importer}
    return _packed(partners(args.mineral, view, stage=args.stage, **sides).to_json())


def _packed(result: dict[str, Any], charts: tuple[Chart, ...] = ()) -> dict[str, Any]:
    return {"result": result, "charts": [c.model_dump(mode="json") for c in charts]}


VERBS: dict[str, Verb] = {
    v.name: v
    for v in (
        Verb("read", "Read an article: events, claims with verdicts, tags.", ArticleArgs, _read),
        Verb("check", "Check the claims of an article against the world.", ArticleArgs, _check),
        Verb("brief", "Turn one article into a proven brief.", BriefArgs, _brief),
        Verb("findings", "What a brief may be written from: lead, proven findings, evidence.", BriefArgs, _findings),
        Verb("derive", "Compute a formula over evidence, with units and range.", DeriveArgs, _derive),
        Verb("prove", "Prove a draft, sentence by sentence, by an article and the world.", ProveArgs, _prove),
        Verb("risk", "Tell how concentrated, relied upon and restricted minerals are.", RiskArgs, _risk),
        Verb("precedents", "Tell how like cases ended: stops, controls, takeovers.", PrecedentsArgs, _precedents),
        Verb("partners", "Tell who buys what a country sells, or sells what it buys.", PartnersArgs, _partners),
        Verb("simulate", "Simulate a shock: shortages, prices, losses, with their range.", SimulateArgs, _simulate),
        Verb("leverage", "Tell what one state can do to another through its minerals.", LeverageArgs, _leverage),
        Verb("responses", "Rank the next moves of the other side.", ResponsesArgs, _responses),
        Verb("plan", "Plan what to buy with a budget against export restrictions.", PlanArgs, _plan),
        Verb("premium", "Price the risk of export measures by mineral.", PremiumArgs, _premium),
        Verb("exposure", "Tell how companies, sectors or a bill of materials are exposed.", ExposureArgs, _exposure),
    )
}
