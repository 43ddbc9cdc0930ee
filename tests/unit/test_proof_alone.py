"""Checks of figures and of the article's words, in cases in which one condition of a check decides alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from didymium import proof
from didymium.proof import entail, links, subjects
from didymium.proof import known as says
from didymium.proof.entail import Fault
from didymium.proof.known import Known, Stated
from didymium.proof.reading import Said, read
from didymium.records import DerivedEvidence, Figure, RunEvidence, SpanEvidence
from didymium.world.load import load_world

DAY = "2025-11-10"
WORLD = load_world().as_of(DAY)
Check = Callable[[Said, Sequence[Known]], Iterator[Fault]]


def article(words: str) -> Known:
    """What an article says that is cited whole."""
    quoted = {"e1": SpanEvidence(start=0, end=len(words), quote=words)}
    return says.known("e1", quoted, proof.Context(WORLD, words, "", DAY))


def stated(value: float = 5, metric: str = "production", unit: str = "t", **about: str) -> Stated:
    """A number; about: what it is about, by kind, joined by "|"."""
    made = says.figure_number(Figure(metric=metric, value=value, unit=unit))
    return replace(made, about={kind: frozenset(keys.split("|")) for kind, keys in about.items()} or None)


def figure(*numbers: Stated, metric: str = "production", formula: str = "e1", figure: dict[str,
Any] | None = None,
           **more: Any) -> Known:  # fmt: skip
    """A derived figure with these numbers, or its own; figure: its slots; more: fields of what is known."""
    own = Figure(metric=metric, **({"value": 5.0, "unit": "t"} | (figure or {})))
    item = DerivedEvidence(formula=formula, operands=("e1",), figure=own, statement="")
    more = {"numbers": numbers or (says.figure_number(own),), "slots": says.figure_slots(own)} | more
    return Known("e2", item, **more)


def of_run(*numbers: Stated, **more: Any) -> Known:
    own = Figure(metric="production", value=5.0, unit="t", country="CHN")
    item = RunEvidence(run="r", metric="production", index=0, statement="", figure=own)
    slots = {"country": frozenset({"country:CHN", "country:JPN"})}
    return Known("e1", item, **({"numbers": numbers or (stated(),), "slots": slots} | more))


def uses_of(said: Said, known: Sequence[Known]) -> list[entail.Use]:
    uses: list[entail.Use] = []
    list(entail.numbers(said, known, uses))
    return uses


def numbers(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    yield from entail.numbers(said, known, [])


def with_uses(check: Callable[..., Iterator[Fault]]) -> Check:
    def made(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
        yield from check(said, known, uses_of(said, known))

    made.__name__ = check.__name__
    return made


def of_uses(check: Callable[..., Iterator[Fault]]) -> Check:
    def made(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
        yield from check(said, uses_of(said, known))

    made.__name__ = check.__name__
    return made


def marks(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    yield from entail.marks(said, known, [(k, entail.drawn_on(said, k)) for k in known if k.spoken])


def roles(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    yield from entail.roles(said, known, [(k, entail.drawn_on(said, k)) for k in known if k.spoken])


directions = with_uses(entail.directions)
told_as_fact, compared = of_uses(entail.told_as_fact), of_uses(entail.compared)
PRICES = (stated(5, "price", "USD/kg"), stated(9, "price", "USD/kg"))
YEAR = stated(1, "length", "yr")
DAYS_OF = {"2024-05-01": frozenset({"suspend", "until"}), "2024-06": frozenset({"announce"})}
DATED: dict[str, Any] = {"dates": DAYS_OF, "slots": {"date": frozenset(DAYS_OF)}}
# check, what is known, texts in which it finds nothing, texts in which it finds a fault
ALONE: tuple[tuple[Check, Known, tuple[str, ...], tuple[str, ...]], ...] = (
    # what a number is about
    (numbers, figure(stated(country="country:CHN")), ("China's output was 5 t.", "Output was 5 t."),
     ("Japan's output was 5 t.",)),
    (numbers, figure(stated(country="country:WLD")),
     ("World output was 5 t.", "China has 5 t of world output."), ("China's output was 5 t.",)),
    (numbers, figure(replace(stated(country="country:CHN|country:JPN"), summed=True)),
     ("China's and Japan's output was 5 t.", "Output was 5 t."), ("China's output was 5 t.",)),
    (numbers, figure(stated(country="country:CHN|country:JPN")), ("China's output was 5 t.",), ()),
    (numbers, figure(stated(date="2024-05")),
     ("Output was 5 t in 2024.", "Output was 5 t in May 2024.", "Output averaged 5 t in May 2024."),
     ("Output was 5 t in 2023.", "Output averaged 5 t in 2024.", "In 2023 output was 5 t.")),
    (numbers, figure(stated(date="2024")), ("Output averaged 5 t in 2024.",),
     ("Output was 5 t in May 2024.",)),
    (numbers, figure(stated(stage="mine")), ("Mined output was 5 t.",), ("Refined output was 5 t.",)),
    (numbers, figure(stated(company="name:almonty industries")), ("Almonty's output was 5 t.",),
     ("Lynas' output was 5 t.",)),
    (numbers, figure(figure={"mineral": "tin"}), ("Output was 5 t of tin.", "Output was 5 t.",
     "Zinc: 5 t of tin."),
     ("Output was 5 t of zinc.",)),
    (numbers, figure(stated(1), replace(stated(mineral="mineral:tin"), content=frozenset({"mineral:zinc"}))),
     ("Output was 5 t of zinc.", "Tin output was 5 t."), ("Output was 5 t of tin.",)),
    (numbers, of_run(), ("Output in China was 5 t.", "Output of Japan was 5 t."),
     ("Output in Japan was 5 t.",)),
    (numbers, of_run(stated(7, "cut")), ("A cut in Japan of 7 t.",), ()),
    (numbers, figure(YEAR), ("It lasts for 12 months.", "In 12 months it ends."), ()),
    # what is measured
    (numbers, figure(), ("Output was 5 t.", "5 t of output.", "5 t of it."), ("Exports were 5 t.",
     "5 t of exports.")),
    (numbers, figure(metric="import_reliance", figure={"value": 0.5, "unit": "1"}), ("50% of use.",),
     ("50% of exports.", "50% of imports.")),
    (numbers, figure(metric="share", figure={"value": 0.5, "unit": "1"}, heard=(read("Exports were 5 t."),)),
     ("Exports were 50%.",), ("Prices were 50%.",)),
    # the lowest and the highest, lengths in words






    # whose odds, whose share, who acts




    (roles, figure(roles={"country:CHN": "A", "country:USA": "T"}),
     ("China halted sales to the United States.", "China halted sales.",
      "Sales to the United States were halted by China."),
     ("The United States halted sales to China.", "Sales were halted by the United States.",
      "Sales to China were halted by Japan.")),
    (roles, article("Chile sold tin to Peru."), ("Chile sold tin.", "Tin was sold to Peru."),
     ("Peru sold tin to Chile.",)),
    # directions
    (directions, figure(metric="price_change", figure={"value": 0.5, "unit": "1"}), ("Prices rose 50%.",),
     ("Prices fell 50%.",)),
    (directions, figure(metric="price_ratio", figure={"value": 0.5, "unit": "1"}), ("Prices fell 50%.",),
     ("Prices rose 50%.",)),
    (directions, figure(formula="change(e1, e3)", metric="derived", figure={"value": 0.5, "unit": "1"}),
     ("It is 50% above it.", "It is 50% over it."), ("It is 50% below it.", "It is 50% under it.")),
    (directions, figure(formula="change(e1, e3)", metric="output_change", figure={"value": -0.5,
     "unit": "1"}),
     ("It is 50% below it.",), ("It is 50% above it.",)),
    (directions, figure(stated(5, date="2023"), stated(7, date="2024")), ("Output rose from 5 t to 7 t.",),
     ("Output fell from 5 t to 7 t.", "Output rose from 7 t to 5 t.", "Output rose to 7 t.")),
    (directions, article("Output rose to 5 t."), ("Output rose to 5 t.", "Output was 5 t."),
     ("Output fell to 5 t.",)),
    # parts and changes
    (compared, figure(formula="e1 / e3", metric="share", figure={"value": 0.2, "unit": "1"}),
     ("It is 20% of it.", "It is 20%."),
     ("It is 20% above it.", "It is 20% lower than it.")),
    (compared, figure(formula="change(e1, e3)", metric="derived", figure={"value": 0.2, "unit": "1"}),
     ("It is 20% above it.",), ("It is 20% of it.",)),
    (compared, figure(formula="ratio(e1, e3)", metric="share", figure={"value": 0.2, "unit": "1"}),
     ("It is 20% of it.",),
     ("It is 20% more than it.",)),
    (compared, of_run(stated(0.2, "share", "1")), ("It is 20% of it.",), ("It is 20% above it.",)),
    (compared, of_run(stated(1.2, "price_ratio", "1")), ("It is 20% above it.",), ("It is 20% of it.",)),
    (compared, of_run(stated(0.2, "cut", "1")), ("A cut of 20%.", "It was cut by 20%."),
     ("It was cut to 20%.",)),
    (compared, of_run(stated(0.2, "share", "1")), ("It came to 20%.",), ()),
    (compared, article("It fell by 20% in May."), ("It fell by 20%.", "20% of 90 kt was lost."),
     ("20% of it was lost.",)),
    # moods
    (told_as_fact, of_run(modality="conditional"), ("Losses would be 5 t.", "Losses of 5 t.",
     "5 t of losses, if it stops."),
     ("Output halts 5 t.", "Output grew 5 t.", "China increased output 5 t.")),
    (told_as_fact, of_run(), ("Output grew 5 t.",), ()),
    (marks, figure(modality="conditional"), ("It would be 5 t.", "Suppose it is 5 t."),
     ("It is 5 t.", "It may be 5 t.", "It is expected to be 5 t.", "It is planned at 5 t.", "It aims at 5 t.")),
    (marks, figure(modality="expected"), ("It is expected at 5 t.", "It is 5 t."), ("It may be 5 t.",)),
    (marks, figure(modality="planned"), ("It is planned to start at 5 t.", "It is due to start at 5 t.",
     "It is being built."),
     ("It starts at 5 t.", "It produces 5 t.", "It has been built at 5 t.", "It was completed at 5 t.")),
    (marks, figure(), ("It was 5 t.",), ("It may be 5 t.", "It will be 5 t.", "It was not 5 t.",
     "It was 5 t because of it.")),
    (marks, article("It said prices fell, and Codelco warned of losses."),
     ("It said prices fell, and Codelco warned of losses.",), ("Prices fell.", "Codelco has losses.")),
    (marks, article("Prices fell, the miner says, saying that output rose."), (), ("Output rose.",)),
    (marks, figure(texts=(read("The ban does not end in May."),)), ("It does not end.",),
     ("It does not start.", "It does not start the end.")),
    (marks, article("The ban does not end in May."), ("It does not end.", "It does not start the end."),
     ("It does not start.",)),
    (marks, article("Only Chile sold tin."), ("Only Chile sold tin.",), ("Chile sold tin.",)),
    (marks, article("Chile is considering a ban."), ("Chile may impose a ban.",
     "Chile is considering a ban."), ("Chile imposes a ban.",)),
    (marks, article("Chile may impose a ban."), (), ("Chile will impose a ban.",)),
    # who does it, to whom, when
    (subjects.subjects, article("Codelco sued BHP. Rio Tinto sold tin."),
     ("Codelco sued BHP.", "BHP was sued by Codelco.", "Codelco said it sued BHP.", "The firm sued BHP."),
     ("Codelco sued Rio Tinto.", "Rio Tinto sued BHP.", "Rio Tinto was sued by Codelco.", "Rio Tinto was sued.",
      "It sued BHP.", "Rio Tinto said it sued BHP.", "BHP sued Codelco.")),
    (subjects.subjects, article("BHP sued. Codelco sued BHP."), ("BHP sued.",), ("Rio Tinto sued BHP.",)),
    (subjects.subjects, article("Codelco holds 5% of BHP."), ("Codelco owns 5% of BHP.", "Codelco has 5% of BHP."),
     ("BHP owns 5% of Codelco.", "BHP has 5% of Codelco.")),
    (subjects.subjects, article("Codelco has not sold the mine."),
     ("Codelco has not sold the mine.", "No mine was sold by Codelco.", "Neither mine was sold."),
     ("Codelco sold the mine.",)),
    (subjects.subjects, article("Codelco sold the mine."), ("Codelco has sold the mine.", "Codelco sells the mine."),
     ("Codelco never sold the mine.", "Codelco is selling the mine.", "Codelco had been selling the mine.")),
    (subjects.subjects, article("Codelco sells the mine."), ("Codelco will sell the mine.",
     "Codelco sold the mine."), ()),
    (subjects.subjects, article("Codelco is selling the mine."),
     ("Codelco is selling the mine.", "Codelco sells the mine.", "Codelco had been selling the mine."),
     ("Codelco has sold the mine.", "Codelco sold the mine.", "Codelco had sold the mine.")),
    (subjects.subjects, article("Codelco had sold the mine."), ("Codelco had sold the mine.",
     "Codelco sold the mine."),
     ("Codelco sells the mine.", "Codelco is selling the mine.")),
    (subjects.subjects, article("Workers voted to strike, after rejecting offers from management."),
     ("Workers rejected offers from management.",),
     ("Workers voted to strike after management rejected offers.", "Management rejected offers from workers.")),
    # ranks, owners, who speaks
    (entail.ranked, article("Peru is the largest seller of tin, and Chile is the second largest buyer."),
     ("Peru is the largest seller of tin.", "Chile is the second largest buyer.", "Peru is a seller of tin."),
     ("Peru is the second largest seller of tin.", "Chile is the largest buyer.")),
    (entail.ranked, article("Peru is among the oldest sellers."), ("Peru is one of the oldest sellers.",),
     ("Peru is the oldest seller.",)),
    (entail.belonging, article("The shareholder of Codelco, and the chairman of BHP."),
     ("Codelco's shareholder met it.", "BHP's chairman met it."),
     ("BHP's shareholder met it.", "The chairman of Codelco, it said.")),
    (links.linked, article("Codelco agreed with BHP, and sold to Eramet."), ("Codelco agreed with BHP.",
     "It sold to Eramet."),
     ("It agreed with Eramet.", "It sold to BHP.", "It sold to the BHP.")),



    (entail.repeated, article("Codelco sold tin and sold ore, not lead."), ("Codelco sold and sold.",),
     ("Codelco sold, sold and sold.", "Not, not.")),
    (entail.repeated, figure(stated(3, "mines", "count")), ("Three of three.",), ()),






    # what is only supposed asserts nothing, but in words that mean something
    (entail.dates, figure(dates={"2024-06-30": frozenset({"announce", "ended"}), "2024-05": frozenset({"announce"})},
                          slots={"date": frozenset({"2024-06-30", "2024-05"})}),
     ("It was announced in May 2024.", "Its end was announced on 30 June 2024."),
     ("The tax was announced on 30 June 2024.", "Its start was announced on 30 June 2024.")),
    (entail.dates, figure(dates={"2024-06-30": frozenset({"announce", "suspended", "impose"})},
                          slots={"date": frozenset({"2024-06-30"})}),
     ("The tax was announced on 30 June 2024.",), ()),
    (entail.dates, figure(**DATED), ("It was suspended until 1 May 2024.", "It was announced in June 2024."),
     ("It was suspended until 2 May 2024.", "It was suspended from 1 May 2024.",
      "It was extended in June 2024.",
      "It was signed on 1 May 2024.", "It was lifted until June 2024.")),
    (entail.covered, article("Peru imposed a total ban on tin."),
     ("Peru imposed a total ban on tin.", "Peru imposed a ban on tin.", "Peru imposed a ban of tin, in total."),
     ()),
    (entail.covered, article("Peru imposed a ban on tin. Its further output fell."),
     ("Peru imposed a total of 5.",),
     ("Peru imposed a total ban on tin.", "Peru's total output fell.", "5 in total.")),
    (entail.covered, article("Peru sold tin for the first time."),
     ("Peru sold tin for the first time.", "Peru sold tin."),
     ()),
    (entail.covered, article("Peru sold its first tin at a price of 5."),
     ("Peru's first tin.", "Peru sold tin (5%) & “so”: it, £9; €3!", "The price of tin."),
     ("Peru sold tin for the first time.", "Peru's first-ever tin.", "Peru ± sold tin.", "The cost of tin.")),
    (entail.covered, article("The cost of tin in Peru is 5."),
     ("The cost of tin.",),
     ()),
    (entail.covered, article("Peru refined tin."),
     ("Peru refined tin.",),
     ("Peru smelted tin.", "Chile refined tin.", "Glencore refined tin.", "Peru refined natural graphite.",
      "Peru's ministry refined tin.")),
    (entail.covered, article("Peru smelted tin and exports it to Chile."),
     ("Peru smelted tin.", "Peru refined tin.", "Peru exports tin to Chile."),
     ("Peru imports tin.", "Chile buys tin.")),
    (entail.covered, article("Peru sold tin ore and graphite."),
     ("Peru sold tin ore.", "Peru sold graphite ore."),
     ("Peru sold refined tin.", "Peru sold natural graphite.")),
    (entail.covered, article("Tin traded at $9,000 a tonne."),
     ("The price of tin was $9,000 a tonne.",),
     ()),
    (entail.covered, article("Tin sales were 9,000 tonnes a year."),
     (),
     ("The price of tin.",)),
    (entail.covered, article("The US Department of Energy lent 5."),
     ("The Department of Energy lent 5.", "The United States lent 5."),
     ("The Department of Commerce lent 5.",)),
    (entail.covered, article("Almonty Industries sold tin for €9 a tonne."),
     ("Almonty sold tin.",),
     ("Lynas sold tin.",)),
    (entail.dates, article("It ends in the first half of 2026."),
     ("It ends in the first half of 2026.", "It ends in 2026."),
     ("It ends by 2026.", "It ends in the second half of 2026.", "It ends in Q1 2026.", "It is of 2026.",
      "It runs until 2026.", "It runs from 2026.")),
    (entail.dates, article("It fell since at least 2021."),
     ("It fell since at least 2021.",),
     ("It fell since 2021.", "It fell until 2021.")),
    (entail.dates, article("It fell until the end of the year."),
     ("It fell until the end of the year.",),
     ("It fell in 2025.",)),
    (entail.dates, article("It fell about 2021."),
     ("It fell around 2021.", "It fell circa 2021."),
     ("It fell in 2021.", "It fell no later than 2021.")),
    (entail.dates, article("It fell last week."),
     ("It fell last week.",),
     ("It fell this week.", "It fell next week.")),
    (entail.dates, article("It fell on 4 October."),
     ("It fell on 4 October.",),
     ("It fell on 5 October.", "It fell on October 4, 2024.")),
    (entail.dates, article("Sales of 5 tonnes in May 2024."),
     ("Sales in 2024.", "Sales of 5 tonnes since 2024.", "Sales of 5 tonnes in May 2024."),
     ("Sales of 5 tonnes in 2024.",)),
    (entail.dates, figure(slots={"date": frozenset({"2024-05-01"})}),
     ("It is of 1 May 2024.", "It is for May 2024.", "It is of 2024."),
     ("It is for 1 May 2024.", "It is of 2 May 2024.", "It is by 1 May 2024.", "It is about 1 May 2024.")),
    (entail.dates, figure(dates={"2024-05-01": frozenset({"due"})}, slots={"date": frozenset({"2024-05-01"})}),
     ("It is due by 1 May 2024.", "It is due on 1 May 2024."),
     ()),
    (entail.dates, figure(figure={"period": "2020/2024"}, slots={"date": frozenset({"2020", "2024"})}),
     ("It rose until 2024.", "It rose from 2024.", "It rose since 2020."),
     ("It rose to 2020.", "It rose till 2020.", "It rose by 2022.")),
    (entail.dates, figure(dates={"2024-05-01": frozenset({"takes_effect", "start", "impose"})},
     slots={"date": frozenset({"2024-05-01"})}),
     ("It starts on 1 May 2024.", "It applies from 1 May 2024.", "The licence of 1 May 2024.",
      "It applies since 1 May 2024."),
     ("It ends on 1 May 2024.", "It applies until 1 May 2024.", "It was suspended on 1 May 2024.",
      "It applies to 1 May 2024.", "It applies through 1 May 2024.")),
    (entail.dates, figure(dates={"2024-05-01": frozenset({"end", "until"})},
     slots={"date": frozenset({"2024-05-01"})}),
     ("It ends on 1 May 2024.", "It applies until 1 May 2024.", "It ends by 1 May 2024.",
      "It applies to the end of 1 May 2024."),
     ("It applies from 1 May 2024.", "It was banned until 1 May 2024.", "It starts on 1 May 2024.",
      "It applies since 1 May 2024.")),
    (entail.dates, figure(dates={"2024-05-01": frozenset({"suspend", "until"})},
     slots={"date": frozenset({"2024-05-01"})}),
     ("It is suspended until 1 May 2024.", "Its suspension ends on 1 May 2024."),
     ("It is until 1 May 2024.", "It ends on 1 May 2024.")),
    (entail.dates, figure(dates={"2024-05": frozenset({"announce"})}, slots={"date": frozenset({"2024-05"})}),
     ("It was announced in May 2024.", "It was announced in 2024.", "It is of May 2024."),
     ("It applies since May 2024.", "It is of June 2024.")),
    (entail.dates, figure(dates={"2024-05": frozenset({"*"})}, slots={"date": frozenset({"2024-05"})}),
     ("It was announced in May 2024.", "It applies since May 2024.", "It ends in May 2024."),
     ()),
    (entail.ranked, article("Peru is the second-largest seller of tin, and Chile is the largest."),
     ("Peru is the second largest seller of tin.",),
     ("Peru is the largest seller of tin.", "Chile is the second largest seller of tin.")),
    (entail.ranked, article("Peru is a leading seller of tin."),
     ("Peru is a leading seller of tin.", "Peru is one of the leading sellers of tin.", "Peru sells tin."),
     ("Peru is the leading seller of tin.",)),
    (entail.ranked, article("Chile is the best seller of tin, and a major buyer of zinc."),
     ("Chile is the best seller of tin.", "Chile is a major buyer of zinc."),
     ("Chile is one of the best sellers of tin.", "Chile is the major buyer of zinc.",
      "Chile is among the best sellers of tin.", "Chile is the third best seller of tin.")),
    (entail.ranked, article("Peru has an interest in tin, a protest and the harvest."),
     ("Peru has the interest in tin and a harvest.", "Peru has the largest interest.", "One of the interests."),
     ()),
    (entail.belonging, article("Codelco's chairman met the head of BHP."),
     ("Codelco's chairman met it.", "The chairman of Codelco met it.", "The head of BHP met it."),
     ("BHP's chairman met it.", "Codelco's head met it.")),
    (entail.belonging, article("Chile’s tax on tin rose. Peru’s tax on zinc fell."),
     ("Chile’s tax rose.", "Peru's tax fell.", "The tax of Chile rose."),
     ("Japan's tax fell.", "The tax of Japan rose.")),
    (entail.repeated, article("Prices did not fall in May, when 5 tonnes were sold."),
     ("Prices did not fall.", "In May, in May."),
     ("Prices did not fall, not in May.", "Prices did fall, and fall.", "5 tonnes were sold, 5 tonnes.")),
    (of_uses(entail.compared), article("It fell by 20% in May, which is 30% of it."),
     ("It fell by 20%.", "It is 30% of it."),
     ("It is 20% of it.", "It is 30% above it.")),
    (of_uses(entail.compared), article("Output is 20% above it."),
     ("Output is 20% above it.", "Output is 20% more than it.", "Output is up 20%.", "20% of 90 kt is lost."),
     ("Output is 20% of it.",)),
    (of_uses(entail.compared), figure(formula="change(e1, e3)", metric="output_change", figure={"value": 0.2,
     "unit": "1"}),
     ("Output is up 20%.", "Output grew 20%.", "It is 20% lower."),
     ("Output is 20%.", "It is 20% of it.")),
    (of_uses(entail.compared), of_run(stated(0.2, "measures_severity", "1")),
     ("A cut of 20%.", "A cut by 20%."),
     ("A cut to 20%.", "A cut at 20%.", "A cut within 20%.", "A cut from 20%.", "A cut for 20%.")),
    (roles, article("Chile sold tin to Peru. Japan fell."),
     ("Chile sold tin to Peru.", "Japan sold tin.", "Tin was sold to Peru."),
     ("Peru sold tin to Chile.",)),
    (roles, figure(roles={"country:CHN": "A"}),
     ("China halted sales.", "Sales were halted by China."),
     ("Sales were halted by Japan for China.", "Sales to China fell for Japan.", "It acts against China.")),
    (roles, article("Chinese firms sold tin."),
     ("Chinese firms sold tin.", "Tin from China's firms was sold.", "Firms in China sold tin."),
     ("China sold tin.",)),
    (roles, article("China sold tin."),
     ("China sold tin.",),
     ("Chinese firms sold tin.", "Firms in China sold tin.")),
    (directions, article("Output fell to 5 t from 7 t."),
     ("Output fell to 5 t from 7 t.", "Output was 5 t, lower than 7 t."),
     ("Output rose to 5 t from 7 t.", "Output rose from 5 t to 7 t.", "Output was 5 t, higher than 7 t.")),
    (directions, figure(stated(5, date="2023"), stated(7, date="2024")),
     ("Output rose from 5 t to 7 t.", "Output rose to 7 t from 5 t.", "Output of 7 t is higher than 5 t."),
     ("Output fell to 7 t from 5 t.", "Output of 7 t is lower than 5 t.", "Output rose from 5 t to 5 t.")),
    (directions, figure(stated(5), stated(7)),
     ("Output rose from 5 t to 7 t.", "Output fell from 7 t to 5 t.", "Output rose to 7 t from 5 t.",
      "Output is 7 t, higher than 5 t.", "Output rose to 7 t against 5 t."),
     ("Output fell from 5 t to 7 t.", "Output rose to 5 t from 7 t.", "Output is 7 t, lower than 5 t.")),
    (marks, article("Prices may fall if Peru sells, unless Chile buys."),
     ("Prices may fall if Peru sells, unless Chile buys.",),
     ("Prices may fall.", "Prices may fall if Peru sells.",
      "Prices will fall if Peru sells, unless Chile buys.",
      "Prices may fall unless Peru sells, unless Chile buys.")),
    (marks, article("Prices fell because of a strike in Peru."),
     ("Prices fell because of a strike.", "Prices fell due to a strike in Peru.", "Prices fell."),
     ("Peru sold tin because prices fell.",)),
    (marks, article("Peru did not sell tin in May. It sold zinc."),
     ("Peru did not sell tin.", "It sold zinc."),
     ("Peru did sell tin in May.", "Peru did not buy zinc.")),
    (marks, article("Most of the tin and all of the zinc is sold."),
     ("Most of the tin is sold.",),
     ("The tin is sold.", "The zinc is sold.", "Some of the tin is sold.")),
    (marks, article("Tin fell, the ministry said on Monday."),
     ("Tin fell, the ministry said on Monday.", "Tin fell, as the article says."),
     ("Tin fell.", "Tin fell, according to analysts.")),
    (marks, article("Peru aims to sell 5 tonnes of tin. It plans a mine."),
     ("Peru aims to sell 5 tonnes of tin.", "It plans a mine.", "Peru plans to sell 5 tonnes of tin."),
     ("Peru sells 5 tonnes of tin.", "Peru must sell 5 tonnes of tin.")),
    (marks, article("The former mine sold tin. Each of the two sites made 5 tonnes."),
     ("The former mine sold tin.", "Each of the two sites made 5 tonnes."),
     ("The mine sold tin.", "The two sites made 5 tonnes.")),
    (told_as_fact, article("Output may reach 5 t."),
     ("Output was 5 t.", "Output may reach 5 t."),
     ()),
    (told_as_fact, of_run(modality="planned"),
     ("Losses would be 5 t.", "Losses of 5 t.", "Output is expected to bring 5 t.", "Refined output of 5 t.",
      "It is 5 t."),
     ("Output grew 5 t.", "China brings 5 t.", "China increased output 5 t.")),
    (numbers, article("Output was up to 5 t in May 2024 and about 40 t in Peru."),
     ("Output was up to 5 t.", "Output was about 40 t.", "Output was around 40 t."),
     ("Output was 5 t.", "Output was at least 5 t.", "Output was 40 t.", "Output was about 41 t.",
      "Output was 5 kt.", "Output was up to $5.")),
    (numbers, article("Output was between 200 t and 300 t; it was 5,400 t in Peru."),
     ("Output was between 200 t and 300 t.", "Output was 5,400 t."),
     ("Output was 250 t.", "Output was between 200 t and 310 t.", "Output was 200 t.", "Output was 5,000 t.",
      "Output was about 5,000 t.", "Output was between 190 t and 300 t.")),
    (numbers, figure(replace(stated(250), low=200.0, high=300.0)),
     ("Output was 250 t (200 t to 300 t).", "Output was between 200 t and 300 t.", "Output was about 250 t."),
     ("Output was 250 t (200 t to 310 t).", "Output was 250 t (210 t to 300 t).", "Output was up to 250 t.")),
    (numbers, figure(stated(5437)),
     ("Output was 5,437 t.", "Output was 5,440 t.", "Output was about 5,400 t.", "Output was 5.4 kt."),
     ("Output was 5,450 t.", "Output was about 5,000 t.", "Output was 5,300 t.",
      "Output was more than 5,437 t.", "Output was nearly 5,437 t.")),
    (numbers, figure(stated(0.12, "price_gap", "1")),
     ("It is 12 percentage points.",),
     ("It is 12%.", "It is 13 percentage points.")),
    (numbers, figure(stated(2.5, "price_ratio", "1")),
     ("It is 2.5 times it.", "It is 150% above it."),
     ("It is 50% above it.",)),
    (numbers, figure(stated(5), metric="production"),
     ("Output was 5 t.",),
     ("Output was 5 wet tonnes.", "Output was 5 tonnes a year.", "Output was 5 tonnes a year a month.",
      "Output was $5.", "Output was 5.")),
    (numbers, article("Chile made 5 t of tin and Peru made 9 t of zinc."),
     ("Chile made 5 t of tin.", "Peru made 9 t of zinc.", "9 t of zinc."),
     ("Chile made 9 t.", "Peru made 5 t.", "9 t of tin.")),
    (numbers, article("Output of tin ore was 5 t, and that of tin 9 t."),
     ("Output of tin ore was 5 t.", "Output of ore was 5 t."),
     ()),
    (numbers, article("It sold 5 t of tin ore and 9 t of tin."),
     ("It sold 5 t of tin ore.", "It sold 9 t of tin."),
     ("It sold 9 t of tin ore.", "It sold 5 t of tin concentrate.")),
    (numbers, article("Prices rose from $5 to $9 a tonne."),
     ("Prices rose from $5 to $9 a tonne.",),
     ("Prices rose to $5 from $9 a tonne.", "Prices rose by $9 a tonne.")),
    (numbers, article("Peru closed three mines and opened two plants."),
     ("Three mines.", "Two plants."),
     ("Two mines.", "Three plants.")),
    (numbers, article("Tin made 9 t in 2016, more than double its 2015 output of 4 t."),
     ("9 t in 2016.", "Its 2015 output of 4 t."),
     ("9 t in 2015.", "4 t in 2016.")),
    (numbers, of_run(stated(5, country="country:CHN")),
     ("Output was 5 t.", "China's output was 5 t."),
     ("Output in Japan was 5 t.", "Output within Japan was 5 t.", "Output inside the United States was 5 t.")),
    (numbers, figure(stated(0.1, "share", "1", country="country:PER|country:CHL")),
     ("Peru's share was 10%.", "Besides Japan, Peru's share was 10%."),
     ("Besides Chile, Peru's share was 10%.", "Without the Chile mine, Peru's share was 10%.")),
    (numbers, figure(replace(stated(5, mineral="mineral:tin"), content=frozenset({"w:oxid"}))),
     ("5 t of tin oxide.", "5 t of oxide."),
     ("5 t of tin ore.", "5 t of tin.")),
    (numbers, figure(replace(stated(5, mineral="mineral:tin"), content=frozenset({says.IN_CONCENTRATE}))),
     ("5 t of tin.", "Output was 5 t."),
     ("5 t of tin ore.",)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("check", "known", "good", "bad"), ALONE, ids=[f"{a[0].__name__} {(a[2] + a[3])[0]}" for a in ALONE]
)
def test_one_condition_decides(check: Check, known: Known, good: tuple[str, ...], bad: tuple[str, ...]) -> None:
    found = {text: list(check(read(text, DAY), [known])) for text in (*good, *bad)}
    assert {text: faults for text, faults in found.items() if faults and text in good} == {}
    assert [text for text, faults in found.items() if not faults and text in bad] == []


@pytest.mark.parametrize(
    ("modality", "text", "true"),
    [
        ("conditional", "It would be 5 t.", True), ("conditional", "It may be 5 t.", True), ("conditional",
         "5 t, if so.", True),
        ("conditional", "It is expected at 5 t.", False), ("conditional", "It is 5 t.", False),
        ("planned", "It will start at 5 t.", True), ("planned", "It aims to start at 5 t.", True),
        ("planned", "It may start at 5 t.", True), ("planned", "It is under construction to start.", True),
        ("planned", "It starts at 5 t.", False), ("planned", "It supplies 5 t.", False), ("planned",
         "It was opened.", False),
        ("planned", "It is being built.", True), ("planned", "It is built.", False), ("planned",
         "It has 5 t.", True),
        ("fact", "It starts at 5 t.", True), ("expected", "It starts at 5 t.", True),
    ],
)  # fmt: skip
def test_what_is_not_yet_so_is_told_so(modality: str, text: str, true: bool) -> None:
    said = read(text, DAY)
    classes = frozenset(k for i in said.of("mark") for k in i.keys)
    for known in (figure(modality=modality), of_run(modality=modality)):
        assert (list(entail._missing_moods(said, [known], classes)) == []) is true
    assert list(entail._missing_moods(said, [article("It was 5 t.")], classes)) == []
