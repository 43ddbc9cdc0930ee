"""What words mean to the proof: which say the same, which the opposite, which way they go, what small words mark."""

from __future__ import annotations

import pytest

from didymium.proof import lexicon
from didymium.proof.entail import direction
from didymium.proof.reading import read

# each line: words that say the same; verbs as they stand in news, in the past
ALIKE = """
rose, increased, climbed, grew, jumped, surged, soared, rallied, gained ground, went up, moved up
rose, advanced, rise, growth, upswing, up
fell, declined, decreased, dropped, slumped, plunged, slid, shrank, tumbled, retreated, sank
fell, slipped, went down, lost ground, fall, decline, dwindled, diminished, down
raised, lifted to, hiked, boosted, increased, stepped up
lowered, reduced, brought down, trimmed, slashed, cut, cut back, scaled back, pared, took off
lowered, knocked off
cut, curtailed, cutback, reduced, reduction
doubled, double
tripled, trebled
halved, halve
led, headed
data, statistics, figures
lack, shortage, want
found, discovered, discovery
higher, costlier, dearer, more expensive
cheaper, less expensive
more, greater, larger, bigger
less, fewer, smaller
exceeded, outweighed, outstripped, topped, surpassed, larger than, more than
fell short, short of, less than, below
strengthened, bolstered, reinforced, shored up, stepped up, intensified
weakened, undermined, eroded
banned, barred, prohibited, forbade, outlawed, embargo, ban, prohibition
licences, license, licensing, permit, permit requirement, licence requirement
quotas, caps, ceiling
restricted, curbed, limited, constrained, restriction, clamped down, clampdown, crackdown
tightened, toughened, hardened
eased, relaxed, loosened, waived, softened
halted, stopped, blocked, ceased, shut off, cut off, stoppage, halt
resumed, restarted, reopened, resumption
suspended, suspension, paused, froze, put on hold
reinstated, reimposed
lifted, removed, revoked, withdrew, scrapped, repealed, rescinded, abolished, cancelled
lifted, cancellation, tore up, struck down, removal
imposed, introduced, slapped, levied, brought in, placed under, put under, imposition, introduction
extended, prolonged, renewed, extension, renewal, prolongation
expired, ended, lapsed, ran out, expiry, expiration
ended, finished, terminated, stopped, end
started, began, launched, commenced, initiated, opened, entered into operation, came on stream
started, start
took effect, came into force, entered into force, in force, in effect, effective, applied
due, scheduled
closed, shut, shut down, shutdown, closure
announced, unveiled, published, declared, announcement, publication, released, disclosed, revealed
announced, disclosure
proposed, proposal, drafted, tabled
approved, accepted, cleared, ratified, adopted, approval
rejected, refused, turned down, rejection, refusal
denied, denial
confirmed, confirmation
exported, exports, shipped abroad, exporters, sold abroad
shipments, shipped, delivery, delivered, cargo
imported, imports, importers, bought abroad, brought in from abroad
sold, sales, seller, divested, divestment
bought, purchased, acquired, buyers, acquisition, procured, took over, takeover
lent, loans, lender
borrowed, borrower
gave, granted, awarded, handed, provided, allotted, allocated, allotment, allocation
received, obtained, got, won, secured
supplied, suppliers, provided, supply
stakes, holding, equity, preferred stock
offtake, supply contract
invested, investment, investors, injected, put into
funded, financed, financing, funding
pledged, committed, promised, commitment
signed, signature, concluded
agreed, agreement, deal, pact, accord, truce, transaction
memorandum, MoU, memorandum of understanding
statement, joint statement
mined, dug, extracted, extraction, mining, mine output, mine production
refined, processed, separated, smelted, refinery, smelter, refining, processing, separation
refined, smelting, refined output
metal making, metallurgy, alloying
magnet making, component making, components
produced, output, production, made, turned out, producers, maker, manufactured, manufacturer
consumed, used, consumption, demand, needed, consumers, users, apparent consumption
capacity, nameplate
reserves, deposits
stockpiles, stocks, inventories, buffer, strategic reserve, cover
shares, portion, proportion, fraction, part, slice
prices, pricing, quotation, quote
unit value, average value
cost, expenses, bill, worth, fetched, traded at
paid, spent, cost, payment
production cost, cost of production, cash costs, operating cost, mining cost, unit costs
capital costs, capital expenditure, capex
losses, lost, forwent, damaged, harm
gained, profits, benefited
risk, at risk, endanger, exposed
income, revenue, proceeds, receipts
value added, gross value added
relied, depended, reliance, dependence, reliant, dependent, dependency
premium, surcharge
tariffs, duties, levies
subsidies, support, aid, state aid
price floor, floor price, floor, minimum price
added, included, joined, addition
retaliated, hit back, struck back, retaliation, countermeasures
responded, response, reacted, reaction, answered, replied
projects, venture, joint venture
plants, facilities, factory, works, mill
mine site, pit, colliery
built, constructed, construction, developed, development
expanded, expansion, enlarged, widened, broadened
plans, planned
delayed, postponed, postponement, deferred, put off, pushed back, held off
shortage, shortfall, deficit, ran short, scarcity, gap
surplus, glut, oversupply
recovered, recovery, back to normal, normal again
substituted, replaced, substitution, replacement, switched
recycled, secondary, end-of-life, recycling
disruption, outage, disrupt
labour strike, walkout
floods, flooding
fire, blaze
precedent, episode
probability, chance, likelihood, odds
largest, biggest, main, leading, top, dominant, most, highest
smallest, least
first, initial
early, sooner
late, later
new, fresh, additional, another
old, former
domestic, home, national, at home
foreign, overseas, abroad
raw, unprocessed, unrefined
world, global, worldwide, globally
firms, companies, corporation, business, enterprises
government, administration, authorities, state
ministry, department
officials, spokesman, spokeswoman, spokesperson
industry, sector
tonnes, tons
minerals, commodities, raw material, materials
country, nation, economy
month, monthly
year, annual, yearly, annually, year-on-year, year on year, year-over-year, on the year
week, weekly
day, daily
range, interval, band
case, instance
measures, rules, curb on, regulation, decree
provision, clause, term, obligation
figures, number, amount
allies, allied, partners
rivals, competitors, adversary
uphold, upheld
backed, endorsed
opposed, objected
peak, maximum
trough, minimum
failed, flipped, turned round, not hold
allowed, let, authorised, authorized
asked, requested, applied for, application
idle, idled, mothball, mothballed
money, proceeds, funds, cash
immediate, immediately, at once, with immediate effect
chief executive, CEO, chief executive officer
joint venture, JV
normal, usual, ordinary
completed, completion, finalised, finalized, concluded, finished
applied for, submitted, application, filed
complied, compliance
investigated, investigation, probe, inquiry
assessed, evaluated, reviewed, assessment, evaluation
central, main, key, principal, crucial, vital, essential, important
sharp, sharply, steep, steeply, marked, markedly, significant, significantly, substantial
sharp, substantially, considerable, considerably
previous, prior, preceding
workers, employees, staff, workforce
helped, assisted, aided
established, set up, created
kept, retained, maintained
talks, negotiations, discussions
carmakers, car makers, automakers, auto makers, car manufacturers
fast, rapid, rapidly, quick, quickly, swift, swiftly
affected, hit, hurt, impact, effect
stable, steady, unchanged, flat
dispute, conflict, row, quarrel
aims, goal, objective, ambition, purpose
customers, clients
obstacles, hurdles, barrier
regions, provinces, area, districts
needs, requirement
located, situated
weapons, arms, munitions
cars, vehicles, automobile
aircraft, planes, jet
own, owners, ownership
operated, operation, ran
customs, customs data
promoted, encouraged, boosted
feasibility study, pre-feasibility study, prefeasibility study, PFS study, market study, case study
feasibility study, scoping study, technical study
volumes, quantity, tonnage
lawsuit, suit, litigation, court case, legal action
subsidiary, units, affiliate
shareholders, stockholder
credit line, credit facility
employed, staffed
accelerated, speed up
slowed, slowed down
deadline, cut-off, time limit
phase, stage, step
location, place
grades, quality
sued, went to court
current, present, existing
died, killed, deaths, fatalities, dead
fees, charges
vessels, boats
taxes, tax
worth, valued at
waited, awaited
searched, looked for, sought out
signalled, flagged, signals
flooding, floods
reduced, reduction
retracted, lifted
slated, planned
topped out, peak
care, idle
submitted, application
abided by, complied
founded, established
"""
OPPOSITES = """
rose fell; raised lowered; doubled halved; higher cheaper; more less; exceeded short_of; strengthened weakened;
banned allowed; restricted eased; tightened loosened; halted resumed; suspended reinstated; lifted imposed;
extended expired; ended started; opened closed; approved rejected; denied confirmed; exported imported; sold bought;
lent borrowed; gave received; mined refined; produced consumed; lost gained; shortage surplus; largest smallest;
first last; early late; new old; domestic foreign; high low; heavy light; allies rivals; backed opposed; entered left;
peak trough; accelerated slowed; scrapped signed; cut raised
"""
WAYS = {
    "up": "rose raised doubled tripled higher more exceeded strengthened expanded high accelerated gain_ground",
    "down": "fell lowered halved cheaper less weakened closed low slowed cut fall_short lose_ground",
    "tighten": "banned licence restricted tightened halted reinstated imposed",
    "ease": "eased resumed lifted allowed",
}
CONVERSES = "sold bought; lent borrowed; gave received"
MARKS = {
    "negation": "not|may not|no|never|neither|nor|none|nothing|without|cannot|no longer|hardly|barely|nobody|nowhere"
    "|fail to|fails to|failed to|unable|yet to|instead of|rather than",
    "possible": "may|might|could|can|possibly|perhaps|potentially|potential|possible",
    "conditional": "would",
    "planned": "will|due to start|set to|is to|are to|was to|to be|going to|due|shall|scheduled|upcoming",
    "aimed": "targeted|targeting|target|targets|in order to|plan to|plans to|planned to|planning to|intend|intends to"
    "|intended|aim to|aims to|aimed to|aiming to|aims at|aim at|aimed at|aiming at|bid to",
    "expected": "expects|likely|probable|probably|presumably|forecast|project to|projected|predicted|anticipates|should"
    "|foresees|outlook|guidance|estimates|on course",
    "required": "must|have to|has to|had to|need to|needs to|needed to|obliged to|obliged|requires|bound to|binds"
    "|ordered to",
    "alleged": "alleged|reportedly|apparently|rumour|rumoured|purported|allegedly|unconfirmed",
    "considered": "considers|weighs|mulls|explores|discusses|studied|in talks|contemplates|sought to|wanted to|hoped to"
    "|threatened to|threatens|urged|called for|debated",
    "wish": "designed to|meant to|intended to|wishes|hoped|fears|worried",
    "assumed": "supposes|assumed|assumption|hypothetical|as a test|tests|stress|scenario|imagined",
    "attribution": "says|said|according to|told reporters|told|claimed|argued|warned|believes|thinks|views|analysts"
    "|reported that|noted that|added that|estimates that|in the view of|saw as|considered to be",
    "article": "as the article states|the article says|the article states|the article reports|according to the article"
    "|as the article says|as stated in the article|by the article's account|the article puts|stated",
    "condition": "conditional|conditionally|in principle|if|unless|provided that|subject to|pending|as long as"
    "|conditional on|depending on|in the event of|should it|except|excluding|only if|whether|once"
    "|upon completion of|when fully|so long as|on condition that|contingent on",
    "cause": "because|because of|due to|owing to|thanks to|led to|leads to|caused|causes|therefore|hence|thus"
    "|as a result|resulted in|results in|so that|triggered|drives|driven by|prompted|consequently|blamed|since it"
    "|in response to|in retaliation for|forcing|forced|forces",
    "amid": "amid|on the back of|against a backdrop of|against the backdrop of",
    "only": "only|solely|exclusively|merely|just",
    "all": "all|every|entire|whole|fully|entirely|wholly|completely",
    "some": "some|several|part of|partly|partially|in part|a number of|few|certain",
    "most": "most of|mostly|mainly|chiefly|largely|primarily|majority|predominantly",
    "many": "many|numerous|much|various",
    "again": "again|once more",
    "still": "still|remains|remained|stays|stayed|continues|continued",
    "temporary": "temporarily|temporary|provisional|preliminary|interim",
    "former": "formerly|former",
    "record": "record|unprecedented|historic|all-time",
    "surely": "certainly|surely|definitely|undoubtedly|clearly|inevitably|guaranteed",
    "each": "each|apiece|individually",
    "any": "any",
}
IRREGULAR = """
allot allotted allotting; ban banned banning; bar barred barring; begin began begun beginning; bring_down
brought_down; build built; buy bought; cancel cancelled cancelling; commit committed committing; cut cutting;
defer deferred deferring; dig dug digging; drive drove driven; drop dropped dropping; fall fell fallen; find
found; flip flipped flipping; forbid forbade forbidden; forgo forwent forgone; freeze froze frozen; get got
gotten getting; give gave given; grow grew grown; hit hitting; keep kept; lead led; leave left; lend lent;
lose lost; make made; outstrip outstripped outstripping; pay paid; permit permitted permitting; rise rose
risen; say said; scrap scrapped scrapping; sell sold; ship shipped shipping; shrink shrank shrunk shrunken;
shut shutting; sink sank sunk; slap slapped slapping; slide slid; slip slipped slipping; spend spent; stop
stopped stopping; submit submitted submitting; think thought; top topped topping; trim trimmed trimming; win
won winning; withdraw withdrew withdrawn; go_up went_up gone_up goes_up; take_over took_over taken_over;
run_out ran_out running_out; put_off putting_off; come_on_stream came_on_stream; strike_down struck_down;
tear_up tore_up torn_up; step_up stepped_up stepping_up; hold_off held_off; put_into putting_into; run_short
ran_short runs_short running_short
"""


def words(text: str, parted: str) -> list[str]:
    return [w.strip() for w in text.replace("\n", " ").split(parted) if w.strip()]


@pytest.mark.parametrize("line", ALIKE.strip().splitlines())
def test_words_that_say_the_same(line: str) -> None:
    first, *others = words(line, ",")
    assert others
    assert [w for w in others if not lexicon.keys_of(first) & lexicon.keys_of(w)] == []


def test_words_that_say_the_opposite() -> None:
    pairs = [[lexicon.keys_of(w.replace("_", " ")) for w in words(pair, " ")] for pair in words(OPPOSITES, ";")]
    assert [(a, b) for a, b in pairs if not lexicon.opposite(a, b) or not lexicon.opposite(b, a) or a & b] == []


@pytest.mark.parametrize("way", WAYS)
def test_which_way_a_word_goes(way: str) -> None:
    for word in words(WAYS[way], " "):
        word = word.replace("_", " ")
        assert {lexicon.concepts()[k].direction for k in lexicon.keys_of(word)} == {way}, word
        assert direction(read(word).items[0]) in {way, ""}, word


def test_what_two_do_to_each_other() -> None:
    for pair in words(CONVERSES, ";"):
        one, other = (lexicon.concepts()[next(iter(lexicon.keys_of(w)))] for w in words(pair, " "))
        assert (one.converse, other.converse) == (other.name, one.name)


@pytest.mark.parametrize("mark", MARKS)
def test_what_small_words_mark(mark: str) -> None:
    assert [w for w in words(MARKS[mark], "|") if mark not in {k for i in read(w).of("mark") for k in i.keys}] == []


def test_the_forms_of_irregular_verbs() -> None:
    for verb in words(IRREGULAR, ";"):
        base, *forms = [w.replace("_", " ") for w in verb.split(" ")]
        marks = lexicon.mark_forms()
        lost = [f for f in forms if marks.get(f) != marks.get(base) or (
            f not in marks and not lexicon.keys_of(f) <= lexicon.keys_of(base))]  # fmt: skip
        assert lost == [], base


SMALL = (
    "on_record a an the this that these those it its they their them he his she her who whom whose which what "
    "where when how why there here of in on at to from for by with into onto over under between among amongst "
    "within through during across per as than then and or but while whereas both so such too also yet out off "
    "about above near nearly almost around roughly approximately upon toward towards against versus via after "
    "before since until till ago later_than same other others else one ones s us we our i you not_only "
    "respectively namely among_them following now meanwhile today date time at_its at_their earlier beyond "
    "outside inside along together apart per_cent percent moreover further furthermore however though although "
    "even_though even even_so first_of_all away once_a once_again twice times thing way kind sort set "
    "side "
)
RELATING = (
    "contain consist_of lie know_as refer_to_as take go raise_to bear open_to be is are was were been being have "
    "has had having do does did equal stand account represent constitute comprise come total reach make_up "
    "correspond hold put see show mean say_as count name call concern touch stem amounts_to which_is that_is "
    "that_makes compare compared compared_with relative set_against beside "
)


def test_small_words_assert_nothing() -> None:
    for word in (*words(SMALL, " "), *words(RELATING, " ")):
        assert {i.kind for i in read(word.replace("_", " ")).items} == {"function"}, word
    for form in [
        "comprised",
        "bore",
        "borne",
        "came",
        "went",
        "gone",
        "goes",
        "held",
        "meant",
        "saw",
        "seen",
        "shown",
        "stood",
        "took",
        "taken",
    ]:
        assert read(form).items[0].kind == "function", form
