"""A second article of our own with true sentences about it and lies that change a small word, a place or an owner."""

from __future__ import annotations

from didymium import proof
from didymium.records import SpanEvidence
from forgeries.cases import Case, world

ARTICLE = (
    "A Chilean court on Monday temporarily blocked Codelco from reopening part of El Teniente, its "
    "most profitable mine, the company said. The unit risks losing its permit unless an inquiry, due "
    "to be finalised by December, clears it. Losses at the mine could reach as much as 48,000 tons "
    "this year, one analyst estimated. Gabon, the world's second-largest producer of manganese after "
    "South Africa, will ban exports of raw ore from 1 January 2029. Eramet's subsidiary Comilog, one "
    "of the largest employers in Gabon, lacks a refinery. CMOC and Glencore sold 114,000 tons and "
    "38,000 tons of cobalt respectively in 2024. China Minmetals is the largest shareholder of MMG, "
    "which agreed with Anglo American to buy its nickel mines in Brazil for up to $500 million. Tin "
    "stands close to its record of $44,000 a tonne, reported Reuters. The Export-Import Bank sent "
    "REalloys a letter of interest for a loan of $200 million, and, if approved, the loan would run "
    "from 2027 until 2042. Officials in Astana said the state fund is to keep 30% of the venture, and"
    " analysts believe that Cove Capital will control the rest. Lithium carbonate rose 8% to 81,000 "
    "yuan a ton on Tuesday, against 75,000 yuan on Friday. Japanese buyers or their banks lent the "
    "miner 3 billion yen before the strike, and India's ministry told the firm to halt exports to "
    "Japan after it. Its refinery in Kalgoorlie, which lost power twice, produced 2,003 tonnes of "
    "neodymium and praseodymium oxide in the second half of 2025. Only two of its five kilns were "
    "damaged, and no worker was hurt."
)
TRUE = (
    "A Chilean court on Monday temporarily blocked Codelco from reopening part of El Teniente, the company said.",
    "Losses at the mine could reach as much as 48,000 tons this year, one analyst estimated.",
    "Gabon will ban exports of raw ore from 1 January 2029.",
    "From 1 January 2029 Gabon will ban exports of raw ore.",
    "CMOC and Glencore sold 114,000 tons and 38,000 tons of cobalt respectively in 2024.",
    "China Minmetals is the largest shareholder of MMG.",
    "Tin stands close to its record of $44,000 a tonne, reported Reuters.",
    "Lithium carbonate rose 8% to 81,000 yuan a ton on Tuesday, against 75,000 yuan on Friday.",
    "Only two of its five kilns were damaged, and no worker was hurt.",
    "Its refinery in Kalgoorlie produced 2,003 tonnes of neodymium and praseodymium oxide in the second half of 2025.",
    "If approved, the loan would run from 2027 until 2042.",
)
LIES = (
    "A Chilean court on Monday blocked Codelco from reopening part of El Teniente, the company said.",
    "A Chilean court on Monday temporarily blocked Codelco from reopening all of El Teniente, the company said.",
    "A Chilean court on Monday temporarily blocked Codelco from reopening El Teniente, the company said.",
    "A Chilean court on Monday temporarily blocked Codelco from reopening part of El Teniente.",
    "A Chilean court on Friday temporarily blocked Codelco from reopening part of El Teniente, the company said.",
    "Codelco on Monday temporarily blocked a Chilean court from reopening part of El Teniente, the company said.",
    "A Peruvian court on Monday temporarily blocked Codelco from reopening part of El Teniente, the company said.",
    "A Chilean court on Monday temporarily blocked Codelco from closing part of El Teniente, the company said.",
    "A Chilean court will temporarily block Codelco from reopening part of El Teniente, the company said.",
    "A Chilean court on Monday temporarily blocked Codelco because of El Teniente, the company said.",
    "The unit is losing its permit unless an inquiry clears it.",
    "The unit risks losing its permit.",
    "The unit risks losing its permit unless an inquiry, finalised by December, clears it.",
    "The unit risks losing its permit unless an inquiry, due to be finalised before December, clears it.",
    "The unit risks losing its permit unless a court clears it.",
    "Losses at the mine could reach 48,000 tons this year, one analyst estimated.",
    "Losses at the mine could reach as much as 48,000 tons this year.",
    "Losses at the mine reached as much as 48,000 tons this year, one analyst estimated.",
    "Losses at the mine could reach as much as 84,000 tons this year, one analyst estimated.",
    "Losses at the mine could reach as much as 48,000 pounds this year, one analyst estimated.",
    "Output at the mine could reach as much as 48,000 tons this year, one analyst estimated.",
    "Gabon, the world's largest producer of manganese, will ban exports of raw ore from 1 January 2029.",
    "Gabon, the world's second-largest producer of manganese before South Africa, will ban exports of raw ore.",
    "Gabon will ban exports of raw ore until 1 January 2029.",
    "Gabon will ban imports of raw ore from 1 January 2029.",
    "Gabon has banned exports of raw ore from 1 January 2029.",
    "Gabon will allow exports of raw ore from 1 January 2029.",
    "Gabon will ban exports of raw ore from 1 July 2029.",
    "Gabon will ban exports of refined ore from 1 January 2029.",
    "South Africa will ban exports of raw ore from 1 January 2029.",
    "Gabon will ban exports of raw ore of manganese and chromium from 1 January 2029.",
    "Eramet's subsidiary Comilog, the largest employer in Gabon, lacks a refinery.",
    "Eramet's subsidiary Comilog has a refinery.",
    "Eramet's subsidiary Comilog never lacks a refinery.",
    "Comilog's subsidiary Eramet lacks a refinery.",
    "Glencore's subsidiary Comilog lacks a refinery.",
    "CMOC and Glencore sold 38,000 tons and 114,000 tons of cobalt respectively in 2024.",
    "Glencore and CMOC sold 114,000 tons and 38,000 tons of cobalt respectively in 2024.",
    "CMOC or Glencore sold 114,000 tons and 38,000 tons of cobalt respectively in 2024.",
    "CMOC sold 114,000 tons and 38,000 tons of cobalt in 2024.",
    "CMOC and Glencore bought 114,000 tons and 38,000 tons of cobalt respectively in 2024.",
    "CMOC and Glencore sold 114,000 tons and 38,000 tons of copper respectively in 2024.",
    "CMOC and Glencore sold 114,000 tons and 38,000 tons of cobalt respectively in 2042.",
    "China Minmetals is a shareholder of MMG, which agreed to buy nickel mines in Brazil for $500 million.",
    "MMG is the largest shareholder of China Minmetals.",
    "China Minmetals is the second-largest shareholder of MMG.",
    "China Minmetals is one of the largest shareholders of MMG.",
    "MMG agreed with Anglo American to buy its nickel mines in Brazil for $500 million.",
    "MMG agreed with Anglo American to sell its nickel mines in Brazil for up to $500 million.",
    "Anglo American agreed with MMG to buy its nickel mines in Brazil for up to $500 million.",
    "MMG agreed with Anglo American to buy its nickel mines in Chile for up to $500 million.",
    "MMG agreed against Anglo American to buy its nickel mines in Brazil for up to $500 million.",
    "MMG bought nickel mines in Brazil for up to $500 million.",
    "Tin stands above its record of $44,000 a tonne, reported Reuters.",
    "Tin stands close to its record of $44,000 a tonne.",
    "Tin stands close to its record of $44,000 a pound, reported Reuters.",
    "Tin stands close to its low of $44,000 a tonne, reported Reuters.",
    "REalloys sent the Export-Import Bank a letter of interest for a loan of $200 million.",
    "The Export-Import Bank sent REalloys a loan of $200 million.",
    "The Export-Import Bank sent REalloys a letter of interest for a loan of $200 billion.",
    "The loan would run from 2027 until 2042.",
    "If approved, the loan would run from 2027 or 2042.",
    "If approved, the loan will run from 2027 until 2042.",
    "If approved, the loan would run until 2027 from 2042.",
    "If approved, the loan would run from 2027 until 2024.",
    "The state fund is to keep 30% of the venture.",
    "Officials in Astana said the state fund is to keep 30% of the venture, and Cove Capital will control the rest.",
    "Officials in Astana said the state fund is to keep 70% of the venture.",
    "Officials in Astana said Cove Capital is to keep 30% of the venture.",
    "Officials in Astana said the state fund keeps 30% of the venture.",
    "Officials in Beijing said the state fund is to keep 30% of the venture.",
    "Lithium carbonate fell 8% to 81,000 yuan a ton on Tuesday, against 75,000 yuan on Friday.",
    "Lithium carbonate rose 8% from 81,000 yuan a ton on Tuesday to 75,000 yuan on Friday.",
    "Lithium carbonate rose 8% to 75,000 yuan a ton on Tuesday, against 81,000 yuan on Friday.",
    "Lithium hydroxide rose 8% to 81,000 yuan a ton on Tuesday, against 75,000 yuan on Friday.",
    "Lithium carbonate rose 8% to 81,000 dollars a ton on Tuesday, against 75,000 yuan on Friday.",
    "Lithium carbonate rose 18% to 81,000 yuan a ton on Tuesday, against 75,000 yuan on Friday.",
    "Japanese buyers and their banks lent the miner 3 billion yen before the strike.",
    "Japanese buyers or their banks lent the miner 3 billion yen after the strike.",
    "The miner lent Japanese buyers or their banks 3 billion yen before the strike.",
    "Japanese buyers or their banks lent the miner 3 million yen before the strike.",
    "Japan or its banks lent the miner 3 billion yen before the strike.",
    "Indian firms told the ministry to halt exports to Japan.",
    "India's ministry told the firm to halt exports from Japan after it.",
    "Its refinery in Kalgoorlie produced 2,003 tonnes of neodymium and praseodymium metal in the second half of 2025.",
    "Its refinery in Kalgoorlie produced 2,003 tonnes of neodymium and praseodymium oxide in the first half of 2025.",
    "Its refinery in Kalgoorlie produced 2,003 tonnes of neodymium and praseodymium oxide in 2025.",
    "Its refinery in Kalgoorlie produced 2,003 tonnes of dysprosium oxide in the second half of 2025.",
    "Its mine in Kalgoorlie produced 2,003 tonnes of neodymium and praseodymium oxide in the second half of 2025.",
    "Its refinery in Kalgoorlie produced nearly 2,003 tonnes of neodymium and praseodymium oxide in 2025.",
    "Its refinery in Kalgoorlie, which lost power five times, produced oxide in the second half of 2025.",
    "Two of its five kilns were damaged, and no worker was hurt.",
    "Only two of its two kilns were damaged, and no worker was hurt.",
    "Only five of its two kilns were damaged, and no worker was hurt.",
    "Only two of its five kilns were damaged, and a worker was hurt.",
    "No kiln was damaged, and no worker was hurt.",
)


def case(text: str) -> Case:
    """A sentence about the article, which cites all of it."""
    evidence = {"e1": SpanEvidence(start=0, end=len(ARTICLE), quote=ARTICLE)}
    return Case(text, ("e1",), dict(evidence), proof.Context(world(), ARTICLE, "", "2025-11-10", {}))
