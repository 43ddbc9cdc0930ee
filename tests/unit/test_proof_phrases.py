"""What a computed figure may be called, at a value for which that is so, and not at one for which it is not."""

from __future__ import annotations

import pytest

from didymium.proof import lexicon
from didymium.proof.known import Known, figure_number, metric_words
from didymium.proof.phrases import PHRASED, phrased
from didymium.proof.reading import read
from didymium.records import DerivedEvidence, Figure, GivenEvidence, RunEvidence

# metric, a value for which its words hold (low/high of a range), one for which they do not; the words
CALLED = """
then_and_now 1: the present one | the present ones
site_of_world 1: made
month_of_the_site 1: at the pace of
ladder 1: had announced
bites_on 0.06 0.05: What stays in force is what bit | in force since | cut shipments by | at the deepest
ladder -0.01 0: since this step | after this step | the first, its
ladder 1: On record before it | on these minerals since | the last one | export controls by | import measures by
limit_against_output 0.99 1: below
limit_against_output 1 1.15: is what was made before | it caps growth and cuts no supply
limit_against_output 1.01 1: leaves room for | more than
loss_of_the_shock 1: as deep as after | as large as stated | as deep as the stated limit | as stated
loss_of_the_shock 1: if it came back
month_of_the_site 1: Each month of standstill costs | if all stands still
price_in_its_range 0.24 0.25: stands near the bottom of its range of ten years | near the bottom of its range
price_in_its_range 0.3 0.5: stands in the lower part of its range of ten years
price_in_its_range 0.7 0.5: stands in the upper part of its range of ten years
price_in_its_range 0.5 0.85: stands in the middle of its range of ten years | in the middle of its range
price_in_its_range 0.76 0.74: stands near the top of its range of ten years | near the top of its range
price_in_its_range 1: at the lowest | at the highest
sender_break_even 1.01 1: the sender's income holds only if the price is | what it was | of the tonnes
stake_implies 1: values the whole at
together_made 1: together made
down_from -0.01 0: below
down_from 0.01 0: above
down_from 1: at the middle
stock_cover 1: are
then_and_now -0.01 0: below
then_and_now 0.01 0: above
then_and_now 1: what it was before | a share at | what they were before | the earlier one | the earlier ones
then_and_now 1: at the middle
window_against_lead_time 0.99 1: nothing decided now arrives before it closes
window_against_lead_time 1: The window to | The window of | takes | under way
month_in_money 1: at the pace of | if all stands still
month_in_money_also 1: Each month of standstill costs
stop_that_matters 1: a standstill of | is
released_on 1: come out | is due by | Figures of
before_control 1: No less leaves than before the control | a month left | before the control | a month | stay at
before_control 1: It is a relief once | are back at | their level of before the control | as before the control
before_control 1: The control withholds little while | The control withholds little once
whole_of_part 1: which puts that at
target_left 1: each of the quarters left needs | the half that is left needs
target_left_also 1: each of the quarters left needs | the half that is left needs
target_left_also 0.1 -0.1: more than this one
target_left_also -0.1 0.1: less than this one
cost_of_capacity 1: of yearly capacity at | of yearly output at
value_over_cost 1: The net present value of | times the capital cost of
before_in_a_list -0.1 0.1: below
before_in_a_list 0.1 -0.1: above
worth_at_the_floor 1: are worth
sales_value 1: are worth
off_the_record 0.1 -0.1: above
off_the_record -0.1 0.1: below
before_the_step 1: what it was before | what they were before | above | below
before_the_step_also 0.1 -0.1: above
before_the_step_also -0.1 0.1: below
sold_over_made 1 -1: more than | what was not made came out of stock or was bought
sold_over_made -1 1: less than | the rest went into stock
left_of_price 1 -1: below the realised price of
week_of_a_stop 1: Each week of standstill costs | at the pace of
window_against_lead_time 1 0.99: a plant decided now can still arrive in it
"""


def at(metric: str, value: str) -> Known:
    ends = [float(v) for v in value.split("/")]
    figure = Figure(metric=metric, value=sum(ends) / len(ends), low=min(ends), high=max(ends), unit="1")
    item = RunEvidence(run="r", metric=metric, index=0, statement="", figure=figure)
    return Known("e1", item, numbers=(figure_number(figure),))


@pytest.mark.parametrize("line", CALLED.strip().splitlines())
def test_what_a_figure_is_called_holds_at_its_value(line: str) -> None:
    head, _, words = line.partition(": ")
    metric, good, *bad = head.split(" ")
    for phrase in words.split(" | "):
        rest, faults = phrased(read(phrase), (at(metric, good),), {})
        assert (rest.of("word"), rest.of("mark"), faults) == ((), (), []), phrase
        assert {i.keys for i in rest.of("function")} <= {PHRASED}, phrase
        assert all(phrased(read(phrase), (at(metric, value),), {})[1] for value in bad), phrase


# what a brief says of itself: a word that its evidence must have for it (-: none); the words
OWN = """
-: From the article:
due: It ends then unless it is extended
ban: From then on it applies
due: The limit ends or is set anew then
due: What is eased ends then unless it is extended
apply: The easing starts then
due: It ends then unless it is renewed
apply: The duty applies from then on
lift: It ends then
apply: It applies from then on
apply: Normal output is due by then
apply: The restart is due then
due: The term ends then
apply: The next stage is due then
apply: The next step is due then
apply: It takes effect then
due: The support ends then
apply: The support starts then
enter: has applied its
suspend: has suspended its
-: (announced on
-: Before this step
-: on these minerals since
-: the last of them
expire: The term of
suspend: The suspension of
decide: What is decided then is the test
accident: Each month beyond it is more supply lost
acquisition: Until then the deal is not done
build: Until then it adds no supply
pause: What is suspended applies again then unless it is extended
-: Against it:
-: The article gives
-: the published figure is
binding: Nothing in the deal is binding yet
aim: The measure is planned, not decided
aim: The easing is planned, not decided
aim: The duty is planned, not decided
aim: The money is planned, not decided
aim: The agreement is planned, not decided
aim: The deal is planned, not decided
aim: The project is planned, not decided
aim: The stockpile is planned, not decided
aim: The support is planned, not decided
aim: The list is planned, not decided
aim: The step is planned, not decided
denied: The report is denied, not confirmed
letter: A letter binds nobody: no money is committed yet
injunction: The interim order decides nothing for good
clock: The pause decides nothing
paused: The step is suspended, not repealed
delayed: The step is put off, not dropped
drill: So far there is a study, not a plant
approval: So far there is a permit, not a plant
approval: it brings no tonnes yet
begin: no tonnes before
familiar: The report rests on unnamed sources and is not confirmed
back: The recommendation is not yet a decision
began: The plant is open, not planned
committee&approved: A committee has approved the bill: the plenary, the other house and the signature remain
senate&passed: One house has passed the bill: the other house and the signature remain
council&position: It is a position for the talks and no law: a joint text and its adoption remain
introduced&bill: The bill has been introduced: committee, votes and signature remain
lifting&ban: A cap takes the place of the ban: exports come back up to it
court&approved: The court has agreed: the transfer of the shares remains
licences: A licence, not a ban: who gets one, and how fast, decides
unscathed: No output is reported lost: what moves is fear, not supply
stake: It changes who owns and pays, not what is made
schedule: no date is set
permit: What is allowed ends then unless it is extended
legislation&governor: Both houses have passed the bill: the signature remains
approved&house: One house has passed the bill: a joint text of both and the signature remain
approves&panel: A committee has approved the bill: the plenary and the signature remain
deal: The deal of the negotiators is provisional: Parliament and Council must still adopt it
proposes: It is a proposal: Parliament and Council must still adopt it
files: A claim is filed and nothing is decided
appealed: The ruling is not final: it can still be appealed
final: The rates are final and the order is not: the vote on injury remains
preliminarily: The duty is preliminary: the final rates and the vote on injury remain
provisional: The duty is provisional: the definitive one is still to be decided
investigate: It is an investigation and no duty: the report and the decision of the President remain
investigations: It is an investigation and no duty: nobody pays yet
requests: It is a request: nothing is allowed yet
carried: What was not shipped may still be: the cap itself is not raised
extends: It is the old ban with a new term: no new goods are hit
allows: It is an exception with a last day: the ban itself stays
licences: Licences are granted under the control: the control itself stays
not: No tonnage is published: whether it is a cut is not known
rejects: Nothing changes: what was asked for is refused
sanction: It changes who may trade and finance the metal, not how much is made
resume: The stop is over: what is lost is what was lost so far
exempted: It is an exception: the ban itself stays
drafting: It is a draft: nothing applies yet
ruling: It is talk: nothing is decided
applies: It is an application: no money is committed yet
supreme court&illegal: No appeal remains at home: a new contract or arbitration is what is left
case: The case is taken up and nothing is decided
tariffs: Talks come first: no duty is set
project&on hold: A plan is stopped and no output: nothing that was made is lost
reconsidering: It is weighed, not decided
prices: The stop ends with the price and on no set day
quota: It is one batch: the total of the year is still open
identify: It is a framework: projects and money are still to be named
submits: It is an application: permit, money and works remain
environmental impact statement: The review is closed: permits, money and works remain
expects&loans: It is expected: no money is committed yet
panel: A panel is asked for and nothing is decided
appealed: The ruling is not final: an appeal is open
strikes: The strike ends: what is lost is what was lost so far
fast-tracked: It is a faster procedure and no permit: money and works remain too
executive order: It is an order to agencies: sums, mines and tonnes are still to be named
lists&proposed: It is a draft list and orders nothing: comments and the final list remain
withdrew: The case is dropped: nothing is decided
upholds: The permit stands: the mine is still to be built
starts: Nothing changes before
lists: An entry in a list orders nothing: it opens the way to permits and money
conditional: The commitment is conditional: the loan is not closed yet
stakes: What is planned is a change of owners: it adds no supply
initiative: It is a declaration: it binds nobody to a tonne
shareholder: The holders have agreed: the court and any other approval remain
rejects: A refused approach is no offer to the holders
rejects: The board refuses: the holders may still be asked
agree: The boards agree: the holders, the regulators and the closing remain
in talks: It is an approach and no offer: nobody is bound
no: No running mine is hit: no output is lost
unscathed: No output is reported lost
walkout: A strike is threatened: no work has stopped yet
construction: The mine or plant is being built
fid: So far there is a decision, not a plant
reexamine: What was granted stands while one point is looked at again
injured: No duties follow: importers pay none, and who asked for them gets no protection
imposed: Importers and users are spared, and who asked for it gets no help
denied: Only interim relief is refused: the case itself goes on
refinances: A part replaces older loans and is no new money
options: The stake is an option and not taken yet
prejudice: The claim may be brought again: the case is not over
subject: It is conditional: no tonnes flow until the conditions are met
strategies: It is a strategy: it sets aims and obliges nobody
stockpile: A reserve buys metal and makes none
discussed: They talk: nothing is signed
recommends: The board recommends it: the holders decide
court&supreme: It is the last court: no appeal remains at home
"""


@pytest.mark.parametrize("line", OWN.strip().splitlines())
def test_what_a_brief_says_of_itself_rests_on_a_word_of_the_evidence(line: str) -> None:
    needed, _, phrase = line.partition(": ")
    words = needed.split("&")
    for told, true in ((words, True), (["wombat", *words[1:]], needed == "-")):
        known = Known("e1", GivenEvidence(statement=""), words=frozenset(told))
        rest, faults = phrased(read(phrase), (known,), {})
        assert not rest.of("word")[1:] or not true, phrase
        assert (not faults) is true, phrase


# modality, metrics; what their figures may be called
FIGURES = """
fact share: share; world; produce; output; production; supply; global; account; control; hold; dominate
fact share: concentration; dominant; largest
fact production: produce; output; production; world; supply; year; annual
fact exports: export; exporter; year; supply; sell; outbound
fact imports: import; importer; year; buy; supply
fact net_import_reliance: reliance; net; import; rely; depend; cover; consumption; apparent; use; foreign; need
fact import_reliance: reliance; net; import; rely; depend; cover; consumption; use; foreign; need
expected demand: demand; use; consumption; need; world; grow; case; stated; policies; stated-policies; scenario
fact reserves: reserve; world; ground; country
fact capacity: capacity; year; annual; nameplate
fact price: price; average; cost; fetch; trade; world market
fact prices_value: price; average; cost; fetch; trade; market
fact recycling_input_rate: recycle; input; rate; share; supply
fact measures_severity: cut; shipment; deep; deepest; export; depth; share; measure; control
fact measure_states_allowed: allow; pass; share; normal; trade; shipment
planned projects_capacity: capacity; year; annual; project; plant; output; make; produce; planned
planned projects_capex_usd: cost; capital; capex; project; build; plant; investment
planned projects_start_year: start; due; project; open; output; plant; begin
fact chains_lead_time_months_new: month; build; take; mine; plant; decision; output; new
fact chains_lead_time_months_new: lead time; time
fact supply_risk,si_sr: supply; risk; score; criticality
fact count: count; number; control; measure; announce; agreement; sign; project; touch; episode; rule
fact minerals: mineral; number; count
fact events: event; number; count; episode; case
conditional price_ratio: price; baseline; time; peak; rise; buyer; pay; median; stress; cut; normal; higher; level
conditional price_ratio: test
conditional price_change: price; change; rise; fall; baseline
conditional value_added_at_risk_usd: value added; risk; loss; put; cost; lose; stress; stop; cut; stake; damage
conditional value_added_at_risk_usd: economy; whole; test; over; year; month; user
conditional premium: premium; supply; worth; pay; price; secure; percent; insurance
fact measures,measure_states: touch; good; measure; control; rule; announce; takes effect; end; expire
fact measures,measure_states: requirement; against; shipment
fact provisions: agree; agreement; provision; expire; end; bind; due; run out; fall due
planned projects: project; start; due; construction; ramp; plan; build; supply; new; plant; mine site; output
fact facts: world; figure; record; year; country
fact prices: price; market; month; year; average
conditional run_simulate: stress; test; run; cut; export; shipment; stop; month; scenario; simulate; model; twin
conditional run_simulate: year
conditional loss_of_the_shock: value added; risk; economy; loss; output; cut; stop; export
fact stock_cover: stock; year-end; year; end
fact together_made: make; produce; output; world; share; year
fact window_against_lead_time: window; plant; mine; refinery; separation; build; new
fact ladder: measure; control; record; last
fact price_in_its_range: range; lowest; highest
"""
WITHIN = {
    "loss_of_the_shock": ["24 months"],
    "price_in_its_range": ["ten years"],
}
OF_WHAT = {
    "net_import_reliance": "use",
    "import_reliance": "use",
    "recycling_input_rate": "use;supply",
}


@pytest.mark.parametrize("line", FIGURES.strip().splitlines())
def test_how_a_figure_is_asserted_and_called(line: str) -> None:
    head, _, words = line.partition(": ")
    modality, metrics = head.split(" ")
    for metric in metrics.split(","):
        assert lexicon.metrics()[metric].modality == modality, metric
        assert [w for w in words.split("; ") if not lexicon.keys_of(w) <= metric_words(metric)] == [], metric


def test_what_time_a_figure_is_of_and_what_a_share_is_told_of() -> None:
    found = lexicon.metrics()
    assert {m: sorted(found[m].numbers) for m in WITHIN} == WITHIN
    bases = {m: frozenset(k for w in of.split(";") for k in lexicon.keys_of(w)) for m, of in OF_WHAT.items()}
    assert {m: found[m].base for m in bases} == bases


def test_what_a_sentence_of_a_scenario_must_say() -> None:
    wanted = {
        "measures_severity": "deep | deepest | deeply | most | worst",
        "chains_lead_time_months_new": "new | under way",
    }
    assert {of: " | ".join(sorted(lexicon.needs()[of])) for of in wanted} == wanted


@pytest.mark.parametrize(("rate", "whole", "true"), [("5 tonnes", "9 tonnes", True), ("9 tonnes", "5 tonnes", False)])
def test_a_phrase_leads_to_the_number_of_its_own_figure(rate: str, whole: str, true: bool) -> None:
    known = [
        Known(f"e{n}", DerivedEvidence(formula="a / b", operands=("a", "b"), figure=figure, statement=""),
              numbers=(figure_number(figure),))
        for n, figure in enumerate((Figure(metric="month_of_the_site", value=5.0, unit="t"),
                                    Figure(metric="stake_implies", value=9.0, unit="t")))
    ]  # fmt: skip
    _, faults = phrased(read(f"Each month of standstill costs {rate} and values the whole at {whole}."), known, {})
    assert any("is of another figure" in why for _, why in faults) is not true


# metric, value, formula over a = 5 t and b = 9 t; what leads to a number; the number that is meant, and another
LEADS = """
bites_on 5 a: cut shipments by | 5 t | 9 t
sender_break_even 5 a: the sender's income holds only if the price is | 5 t | 9 t
stake_implies 5 a / b: values the whole at | 5 t | 9 t
stock_cover 5 a / b: are | 5 t | 9 t
month_of_the_site 5 a / 12: Each month of standstill costs | 5 t | 9 t
month_in_money_also 5 a / 12: Each month of standstill costs | 5 t | 9 t
stop_that_matters 5 a / b: a standstill of | 5 t | 9 t
before_control 5 mean(a): are back at | 5 t | 9 t
whole_of_part 5 a / b: which puts that at | 5 t | 9 t
cost_of_capacity 1 a / b: of yearly capacity at | 9 t | 5 t
cost_of_capacity 1 a / b: of yearly output at | 9 t | 5 t
value_over_cost 1 a / b: The net present value of | 5 t | 9 t
value_over_cost 1 a / b: times the capital cost of | 9 t | 5 t
worth_at_the_floor 5 a * b: are worth | 5 t | 9 t
sales_value 5 a * b: are worth | 5 t | 9 t
"""


@pytest.mark.parametrize("line", LEADS.strip().splitlines())
def test_a_phrase_leads_to_the_number_of_its_place_in_the_formula(line: str) -> None:
    head, _, told = line.partition(": ")
    metric, value, formula = head.split(" ", 2)
    phrase, good, bad = told.split(" | ")
    given = {k: GivenEvidence(statement="", figure=Figure(metric="m", value=v, unit="t"))
             for k, v in (("a", 5.0), ("b", 9.0))}  # fmt: skip
    figure = Figure(metric=metric, value=float(value), unit="t")
    item = DerivedEvidence(formula=formula, operands=("a", "b"), figure=figure, statement="")
    known = (Known("e1", item, numbers=(figure_number(figure),)),)
    for number, true in ((good, True), (bad, False)):
        faults = phrased(read(f"{phrase} {number}."), known, given)[1]
        assert number == "-" or any("another of its numbers" in why for _, why in faults) is not true, (line, faults)
