"""How many forgeries of true sentences the proof lets through, by class: the table of docs/method/verify.md.

python benchmarks/forgeries.py [COUNT] [SEED] [BRIEF.json ...]: COUNT forgeries a class (300), of the cases of
`tests/forgeries` and of the sentences of the briefs given.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.remove(str(Path(__file__).parent))  # it has a file of the name

from didymium.records import Brief
from forgeries import forge
from forgeries.cases import Case, cases, of_brief


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 2026
    briefs = [Brief.model_validate_json(Path(p).read_text("utf-8")) for p in sys.argv[3:]]
    told = {
        "rows, runs, derivations": [c for c in cases() if not c.context.text],
        "articles, their own sentences": [c for c in cases() if c.context.text == c.text],
        "articles, reworded by hand": [c for c in cases() if c.context.text and c.context.text != c.text],
        "briefs": [c for b in briefs for c in of_brief(b)],
    }
    passing: list[Case] = []
    for name, some in told.items():
        good = [c for c in some if c.prove().proven]
        passing += good
        if some:
            print(f"{name}: {len(good)} of {len(some)} pass ({100 * len(good) / len(some):.1f} %)")
    print("\n| class | forgeries | caught |\n|---|---|---|")
    for name in forge.CLASSES:
        made = forge.forged(passing, name, count, seed)
        caught = sum(not case.prove(*new).proven for case, new in made)
        print(f"| {name} | {len(made)} | {100 * caught / max(len(made), 1):.2f} % |", flush=True)


if __name__ == "__main__":
    main()
