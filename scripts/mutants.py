"""Plants small faults in the code, one at a time, and tells which of them the tests notice.

python scripts/mutants.py [--count 200] [--seed 2026] [--only proof] [--out mutants.tsv]

Each mutant changes one comparison, sum, constant, condition or member of a set in one module of a target (`TARGETS`).
The related tests run on it in a forked process in which all other modules are loaded already; a test that fails, or
runs for more than two minutes, kills the mutant. Survivors are printed.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
TARGETS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "proof": (
        ("didymium/proof/*.py",),
        (
            *(f"tests/unit/{p.name}" for p in sorted((ROOT / "tests/unit").glob("test_proof_*.py"))),
            "tests/forgeries/test_forged_sentences.py::test_each_pin_holds",
            "tests/forgeries/test_forged_sentences.py",
        ),
    ),
    "text": (
        ("didymium/text/*.py",),
        ("tests/unit/test_text_amounts.py", "tests/unit/test_text_dates.py",
         "tests/unit/test_text_names.py", "tests/unit/test_proof_reading.py",
         "tests/unit/test_extract.py"),
    ),
    "twin": (("didymium/twin/laws.py",), ("tests/laws/test_twin_laws.py",)),
    "plan": (
        ("didymium/strategy/plan.py",), ("tests/unit/test_plan.py", "tests/laws/test_plan_laws.py")
    ),
}  # fmt: skip
WEIGHTS = {"proof": 5, "text": 3, "twin": 1, "plan": 1}  # shares of the mutants
KEPT = ("world", "records", "data", "labels", "files", "errors")  # floors that no target changes
LIMIT = 120  # seconds; what runs longer is noticed
TURNED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.Mult: ast.Div, ast.Div: ast.Mult, ast.And: ast.Or, ast.Or: ast.And, ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}  # fmt: skip
EXCHANGED = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    """One fault: the module's file, the line, what it was and is, and the changed source."""

    target: str
    path: Path
    line: int
    was: str
    now: str
    source: str


def places(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(index of the node in walking order, kind of fault) of every fault that may be planted."""
    annotations = {id(n) for node in ast.walk(tree) for a in _annotations(node) for n in ast.walk(a)}
    for index, node in enumerate(ast.walk(tree)):
        if id(node) in annotations:
            continue
        if (isinstance(node, ast.Compare) and type(node.ops[0]) in TURNED) or (
            isinstance(node, ast.BinOp | ast.BoolOp) and type(node.op) in TURNED
        ):
            yield index, "operator"
        elif isinstance(node, ast.Constant) and type(node.value) in {int, float, bool}:
            yield index, "constant"
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield index, "not"
        elif isinstance(node, ast.If | ast.IfExp | ast.While):
            yield index, "condition"
        elif isinstance(node, ast.Set | ast.Tuple) and len(getattr(node, "elts", ())) > 2 and _loaded(node):
            yield index, "member"
        elif isinstance(node, ast.Name) and node.id in EXCHANGED:
            yield index, "name"


def _annotations(node: ast.AST) -> list[ast.AST]:
    found = [getattr(node, "annotation", None), getattr(node, "returns", None)]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"isinstance", "cast"}:
        found += node.args[1:]
    return [f for f in found if f is not None]


def _loaded(node: ast.AST) -> bool:
    return isinstance(getattr(node, "ctx", ast.Load()), ast.Load)


def planted(tree: ast.AST, index: int, kind: str, rng: random.Random) -> tuple[ast.AST, int, str, str]:
    """(the changed tree, line, what it was, what it is)."""
    changed = copy.deepcopy(tree)
    node = list(ast.walk(changed))[index]
    was, line = ast.unparse(node), getattr(node, "lineno", 0)
    if kind == "operator" and isinstance(node, ast.Compare):
        node.ops[0] = TURNED[type(node.ops[0])]()  # type: ignore[call-overload]
    elif kind == "operator" and isinstance(node, ast.BinOp | ast.BoolOp):
        node.op = TURNED[type(node.op)]()  # type: ignore[assignment]
    elif isinstance(node, ast.Constant):
        node.value = (not node.value) if isinstance(node.value, bool) else _another(node.value, rng)
    elif isinstance(node, ast.UnaryOp):
        node.op, node.operand = ast.Not(), ast.UnaryOp(ast.Not(), node.operand)
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        was = ast.unparse(node.test)
        node.test = ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.Set | ast.Tuple):
        node.elts.pop(rng.randrange(len(node.elts)))
    elif isinstance(node, ast.Name):
        node.id = EXCHANGED[node.id]
    now = ast.unparse(node.test) if isinstance(node, ast.If | ast.IfExp | ast.While) else ast.unparse(node)
    return ast.fix_missing_locations(changed), line, was[:90], now[:90]


def _another(value: float, rng: random.Random) -> float:
    return value + rng.choice([1, -1]) if isinstance(value, int) else value * rng.choice([0.5, 2.0])


def mutants(count: int, seed: int, only: str | None) -> Iterator[Mutant]:
    """So many mutants over the targets, the same for a seed."""
    rng = random.Random(seed)
    names = [only] if only else list(TARGETS)
    files = {
        name: [p for g in TARGETS[name][0] for p in sorted(SOURCE.glob(g)) if p.name != "__init__.py"] for name in names
    }
    trees = {p: ast.parse(p.read_text("utf-8")) for found in files.values() for p in found}
    spots = {name: [(p, *s) for p in found for s in places(trees[p])] for name, found in files.items()}
    seen: set[tuple[Path, int]] = set()
    while len(seen) < count:
        name = rng.choices(names, [WEIGHTS[n] for n in names])[0]
        path, index, kind = rng.choice(spots[name])
        if (path, index) in seen:
            continue
        seen.add((path, index))
        changed, line, was, now = planted(trees[path], index, kind, rng)
        yield Mutant(name, path, line, was, now, ast.unparse(changed))


class Planted(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module its changed source."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.name = ".".join(mutant.path.relative_to(SOURCE).with_suffix("").parts)

    def find_spec(
        self, name: str, path: object, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The changed module's spec; None for all others."""
        if name != self.name:
            return None
        return importlib.util.spec_from_file_location(name, self.mutant.path, loader=self)  # type: ignore[arg-type]

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        """The usual module."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Runs the changed source."""
        exec(compile(self.mutant.source, str(self.mutant.path), "exec"), module.__dict__)


def killed(mutant: Mutant) -> bool:
    """Whether the related tests notice the mutant."""
    child = os.fork()
    if child == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        sys.meta_path.insert(0, Planted(mutant))
        os._exit(_tested(mutant))
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) != 0
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def _tested(mutant: Mutant) -> int:
    import pytest

    tests = [str(ROOT / t) for t in TARGETS[mutant.target][1]]
    try:
        return int(pytest.main(["-x", "-q", "--assert=plain", "-p", "no:cacheprovider", *tests]))
    except BaseException:  # noqa: BLE001  # whatever a mutant raises, it is noticed
        return 1


def preload() -> None:
    """Imports what no target changes; reads no table: a fork does not survive the threads of polars."""
    sys.path[:0] = [str(SOURCE), str(ROOT / "tests")]
    os.chdir(ROOT)
    os.environ.setdefault("DIDYMIUM_FORGERIES", "12")
    for module in ("pytest", "hypothesis", "fastapi.testclient", "didymium.cli.brief"):
        importlib.import_module(module)
    kept = tuple(f"didymium.{name}" for name in KEPT)
    for name in [m for m in sys.modules if m.startswith("didymium.") and not m.startswith(kept)]:
        del sys.modules[name]


def main() -> None:
    """Plants the mutants asked for and prints which survive."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=200)
    options.add_argument("--seed", type=int, default=2026)
    options.add_argument("--only", choices=list(TARGETS))
    options.add_argument("--out", type=Path)
    args = options.parse_args()
    lost = [t for _, tests in TARGETS.values() for t in tests if not (ROOT / t.partition("::")[0]).exists()]
    if lost:
        options.error(f"{lost[0]}: no such test; name the tests of its target in TARGETS")
    preload()
    for name in [args.only] if args.only else list(TARGETS):
        path = next(iter(sorted(SOURCE.glob(TARGETS[name][0][0]))))
        if killed(Mutant(name, path, 0, "", "", path.read_text("utf-8"))):
            options.error(f"the tests of {name} fail on the code as it is")
    tally: dict[str, list[int]] = {}
    for mutant in mutants(args.count, args.seed, args.only):
        noticed = killed(mutant)
        tally.setdefault(mutant.target, []).append(noticed)
        where = f"{mutant.path.relative_to(SOURCE)}:{mutant.line}"
        row = f"{'killed' if noticed else 'SURVIVED'}\t{where}\t{mutant.was}\t{mutant.now}"
        if args.out:
            with args.out.open("a", encoding="utf-8") as file:
                file.write(row + "\n")
        if not noticed:
            print(row, flush=True)
    for name, found in tally.items():
        print(f"{name}: {sum(found)} of {len(found)} noticed ({100 * sum(found) / len(found):.1f} %)")


if __name__ == "__main__":
    main()
