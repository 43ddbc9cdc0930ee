"""Plants small faults in the code, one at a time, and tells which of them the tests notice.

python scripts/mutants.py [--count 200] [--skip 0] [--seed 2026] [--only proof] [--room follow] [--runs DIR]

Each mutant changes one comparison, sum, constant, condition or member of a set in one module of a target (`TARGETS`),
or drops or turns a row or a word of one of its tables (`TABLES`). The related tests run once on the code as it is, with
a mark in each block of it, and which blocks each test runs, and which words it looks up, is kept (in `--runs`, for the
next part: `--skip` passes over the mutants of the parts before). A mutant is then held against the tests that run its
block, look up a word of its row or are of its table, the quickest first, in a process that loads anew what rests on the
target alone, up to a minute of them (`--most`). The first that fails, or that they run thrice as long, kills it.
Survivors are printed, with how many tests ran.
"""

from __future__ import annotations

import argparse
import ast
import bisect
import contextlib
import copy
import csv
import functools
import hashlib
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import io
import itertools
import multiprocessing
import os
import pickle
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

import pytest

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
        (*(f"tests/unit/{p.name}" for p in sorted((ROOT / "tests/unit").glob("test_text_*.py"))),
         *(f"tests/unit/test_{name}.py" for name in ("syntax", "dateline", "extract", "proof_reading", "article",
           "dedupe", "items", "acts", "stated", "proposed", "ahead", "brief_ahead", "relations", "moves"))),
    ),
    "twin": (("didymium/twin/laws.py",), ("tests/laws/test_twin_laws.py",)),
    "plan": (
        ("didymium/strategy/plan.py",), ("tests/unit/test_plan.py", "tests/laws/test_plan_laws.py")
    ),
}  # fmt: skip
TABLES = {"proof": "didymium/proof/lexicon/*.csv"}
OF_TABLES = 0.2  # share of a target's mutants that are of its tables
WEIGHTS = {"proof": 5, "text": 3, "twin": 1, "plan": 1}  # shares of the mutants
HEARING = frozenset({"read", "keys_of", "metric_words", "_pattern", "_found"})  # functions that are asked for words
MOST_HELD = 4 * 2**30  # bytes of memory that a process may hold, as modules that are loaded anew leave some behind
STARTS = 60  # seconds of the processor in which the modules and the cases of the tests are loaded
TURNED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.Mult: ast.Div, ast.Div: ast.Mult, ast.And: ast.Or, ast.Or: ast.And, ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}  # fmt: skip
GENERIC = frozenset({"tuple", "list", "dict", "set", "frozenset", "Callable", "Mapping", "Sequence", "Literal"})
EXCHANGED = {"min": "max", "max": "min", "any": "all", "all": "any"}
OTHERWISE = {"up": "down", "down": "up", "tighten": "ease", "ease": "tighten", "fact": "conditional", "verb": "noun",
             "conditional": "fact", "expected": "fact", "noun": "verb", "adjective": "verb"}  # fmt: skip  # of a cell


@dataclass(frozen=True)
class Mutant:
    """One fault: the module's file, the line, what it was and is, and the changed source."""

    target: str
    path: Path
    line: int
    blocks: Blocks  # that run it; none where they are not known
    words: frozenset[str]  # of a table, of which a test that notices it reads one
    was: str
    now: str
    source: str


def places(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(index of the node in walking order, kind of fault) of every fault that may be planted."""
    apart = {id(n) for node in ast.walk(tree) for a in _apart(node) for n in ast.walk(a)}
    for index, node in enumerate(ast.walk(tree)):
        if id(node) in apart:
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


def _apart(node: ast.AST) -> list[ast.AST]:
    """What of a node says nothing of what comes out: types, and how a class is made or how much is kept."""
    found = [getattr(node, "annotation", None), getattr(node, "returns", None), *getattr(node, "decorator_list", ())]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"isinstance", "cast"}:
        found += node.args[1:]
    if isinstance(node, ast.Call):  # "strict" tells of a fault alone
        found += [k.value for k in node.keywords if k.arg == "strict"]
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id in GENERIC:
        found.append(node.slice)
    return [f for f in found if f is not None]


def _loaded(node: ast.AST) -> bool:
    return isinstance(getattr(node, "ctx", ast.Load()), ast.Load)


Block = tuple[str, int]  # a file and the line where a body of statements begins
Blocks = frozenset[Block]
BODIES = ("body", "orelse", "finalbody")


def bodies(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    """The bodies of statements in the functions of a tree."""
    called = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    inner = {id(n): n for f in called for n in ast.walk(f) if not isinstance(n, ast.ClassDef)}
    for node in inner.values():
        parts = (getattr(node, name, None) for name in BODIES)
        yield from (part for part in parts if isinstance(part, list) and part)


class Places:
    """Where the statements of some files run: each node's line of nodes up to its module."""

    def __init__(self, trees: dict[Path, ast.Module]) -> None:
        self.nodes = {path: list(ast.walk(tree)) for path, tree in trees.items()}
        self.around = {c: n for found in self.nodes.values() for n in found for c in ast.iter_child_nodes(n)}
        self.begins = {id(n): part[0].lineno for tree in trees.values() for part in bodies(tree) for n in part}

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """The statement that a node is of."""
        while node in self.around and not isinstance(node, ast.stmt):
            node = self.around[node]
        return node if isinstance(node, ast.stmt) else None

    def blocks(self, path: Path, index: int) -> Blocks:
        """The block that runs a node, of a function or where its constant is used; none where not known."""
        said = self.statement(self.nodes[path][index])
        if id(said) in self.begins:
            return frozenset({(str(path), self.begins[id(said)])})
        found: set[Block] = set()
        names = _bound(said)
        seen: set[str] = set()
        while new := names - seen:
            seen |= new
            for file, nodes in self.nodes.items():
                for node in nodes:
                    name = node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
                    if name not in new or not isinstance(getattr(node, "ctx", None), ast.Load):
                        continue
                    user = self.statement(node)
                    if id(user) in self.begins:
                        found.add((str(file), self.begins[id(user)]))
                    elif more := _bound(user):
                        names |= more
                    else:
                        return frozenset()
        return frozenset(found)


def _bound(said: ast.stmt | None) -> set[str]:
    targets = said.targets if isinstance(said, ast.Assign) else [getattr(said, "target", None)]
    return {n.id for t in targets if isinstance(t, ast.AST) for n in ast.walk(t) if isinstance(n, ast.Name)}


def planted(tree: ast.AST, index: int, kind: str, rng: random.Random) -> tuple[ast.AST, int, str, str]:
    """(the changed tree, line, what it was, what it is)."""
    changed = copy.deepcopy(tree)
    node = list(ast.walk(changed))[index]
    was, line = ast.unparse(node), getattr(node, "lineno", 0)
    if kind == "operator" and isinstance(node, ast.Compare):
        node.ops[0] = TURNED[type(node.ops[0])]()  # type: ignore[call-overload]
    elif kind == "operator" and isinstance(node, ast.BinOp | ast.BoolOp):
        node.op = TURNED[type(node.op)]()  # type: ignore[assignment]
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
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


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def altered(path: Path, place: int, column: str, rng: random.Random) -> tuple[list[dict[str, str]], str, str]:
    """(the rows of a table with one cell turned round or less one word, or less a row; what was lost; what it is)."""
    rows = rows_of(path)
    row = rows[place]
    words = row[column].split(";")
    turned = OTHERWISE.get(row[column]) or re.sub("[<>]", lambda m: "<" if m[0] == ">" else ">", row[column])
    if column == next(iter(row)) or (len(words) == 1 and column in {"words", "forms", "phrase"}):
        rows.pop(place)
        return rows, ";".join(row.values()), ""
    if turned != row[column]:
        rows[place] = row | {column: turned}
        return rows, ";".join(row.values()), f"{column} {turned}"
    lost = words.pop(rng.randrange(len(words)))
    rows[place] = row | {column: ";".join(words)}
    return rows, lost if column == "words" else ";".join(row.values()), f"{column} without {lost}"


def _of_table(name: str, path: Path, place: int, column: str, rng: random.Random) -> Mutant:
    row = rows_of(path)[place]
    rows, lost, now = altered(path, place, column, rng)
    text = io.StringIO()
    table = csv.DictWriter(text, row, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    keys = [row["metric"]] if "metric" in row else re.findall(r"\w+", lost)
    words = frozenset(w.lower() for w in (row.get("phrase", ""), *keys) if w)
    return Mutant(name, path, place + 2, frozenset(), words, ",".join(row.values())[:60], now[:60], text.getvalue())


def _another(value: float, rng: random.Random) -> float:
    return value + rng.choice([1, -1]) if isinstance(value, int) else value * rng.choice([0.5, 2.0]) or 1.0


def modules_of(target: str) -> list[Path]:
    """The files of a target's modules, without those of packages."""
    return [p for g in TARGETS[target][0] for p in sorted(SOURCE.glob(g)) if p.name != "__init__.py"]


def mutants(count: int, seed: int, only: str | None, room: str | None) -> Iterator[Mutant]:
    """So many mutants over the targets, or over one module or table of them, the same for a seed."""
    rng = random.Random(seed)
    names = [only] if only else list(TARGETS)
    files = {name: modules_of(name) for name in names}
    trees = {p: ast.parse(p.read_text("utf-8")) for found in files.values() for p in found}
    tables = {name: sorted(SOURCE.glob(TABLES[name])) for name in names if name in TABLES}
    cells = {name: [(p, k, c) for p in found for k, row in enumerate(rows_of(p)) for c in row if row[c]]
             for name, found in tables.items()}  # fmt: skip
    where = Places(trees)
    cells = {n: kept for n, found in cells.items() if (kept := [c for c in found if room in {None, c[0].stem}])}
    spots = {name: [(p, *s) for p in found if room in {None, p.stem} for s in places(trees[p])]
             for name, found in files.items()}  # fmt: skip
    names = [n for n in names if spots[n] or cells.get(n)]
    seen: set[tuple[Path, int | tuple[int, str]]] = set()
    while len(seen) < count:
        name = rng.choices(names, [WEIGHTS[n] for n in names])[0]
        if name in cells and (rng.random() < OF_TABLES or not spots[name]):
            path, place, column = rng.choice(cells[name])
            if (path, (place, column)) not in seen:
                seen.add((path, (place, column)))
                yield _of_table(name, path, place, column, rng)
            continue
        path, index, kind = rng.choice(spots[name])
        if (path, index) in seen:
            continue
        seen.add((path, index))
        changed, line, was, now = planted(trees[path], index, kind, rng)
        yield Mutant(name, path, line, where.blocks(path, index), frozenset(), was, now, ast.unparse(changed))


class Sources(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives some modules another source than that of their files."""

    def __init__(self, files: dict[str, Path]) -> None:
        self.files = files  # by the names of their modules

    def find_spec(
        self, name: str, path: object, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The spec of one of the modules; None for all others."""
        return (
            importlib.util.spec_from_file_location(name, file, loader=self) if (file := self.files.get(name)) else None
        )

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        """The usual module."""
        return None

    @contextlib.contextmanager
    def planted(self) -> Iterator[None]:
        """Where they are in force."""
        sys.meta_path.insert(0, self)
        yield
        sys.meta_path.remove(self)


class Planted(Sources):
    """Gives one module its changed source, or what reads a table its changed rows."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__({_dotted(mutant.path): mutant.path})
        self.mutant = mutant

    def exec_module(self, module: ModuleType) -> None:
        """Runs the changed source."""
        exec(compile(self.mutant.source, str(self.mutant.path), "exec"), module.__dict__)

    @contextlib.contextmanager
    def planted(self) -> Iterator[None]:
        """Where the mutant is in force."""
        opened = Path.open

        def changed(path: Path, *args: Any, **named: Any) -> Any:
            return io.StringIO(self.mutant.source) if path == self.mutant.path else opened(path, *args, **named)

        told = mock.patch.object(Path, "open", changed) if self.mutant.words else contextlib.nullcontext()
        with super().planted(), told:
            yield


class Watched(Sources):
    """Runs modules with a mark at the head of each block: which blocks run, and what words they are asked for."""

    def __init__(self, files: list[Path]) -> None:
        super().__init__({_dotted(p): p for p in files})
        self.ran: set[Block] = set()
        self.heard: set[str] = set()

    def hear(self, asked: object) -> None:
        """Keeps what a function is asked for, whole and word by word."""
        text = str(asked).lower()
        if text not in self.heard:
            self.heard.update((text, *re.findall(r"\w+", text)))

    def exec_module(self, module: ModuleType) -> None:
        """Runs a module with its marks."""
        path = self.files[module.__name__]
        tree = ast.parse(path.read_text("utf-8"))
        for part in [*bodies(tree)]:
            part.insert(0, _mark(f"__ran__(({str(path)!r}, {part[0].lineno}))"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name in HEARING and node.args.args:
                node.body.insert(0, _mark(f"__heard__({node.args.args[0].arg})"))
        module.__dict__.update(__ran__=self.ran.add, __heard__=self.hear)
        exec(compile(ast.fix_missing_locations(tree), str(path), "exec"), module.__dict__)


def _mark(code: str) -> ast.stmt:
    return ast.parse(code).body[0]


@dataclass
class Traced:
    """Which blocks of a target's files each test runs, what words it looks up, and how long it takes."""

    blocks: dict[str, set[Block]] = field(default_factory=dict)
    tables: set[Block] = field(default_factory=set)  # that make what is kept for all tests
    took: dict[str, float] = field(default_factory=dict)
    heard: dict[str, set[str]] = field(default_factory=dict)


class Tracer:
    """Fills what is traced while the tests run."""

    def __init__(self, watched: Watched, traced: Traced) -> None:
        self.watched, self.traced = watched, traced

    def cached(self) -> list[Any]:
        """The functions of the files that keep what they gave; those without arguments are tables, made once."""
        modules = [m for name in self.watched.files if (m := sys.modules.get(name))]
        return [v for m in modules for v in vars(m).values() if isinstance(v, functools._lru_cache_wrapper)]

    def pytest_collection_finish(self) -> None:
        """Makes the tables: what that runs is run by all tests."""
        self.watched.ran.clear()
        for thing in self.cached():
            if not inspect.signature(thing).parameters:
                thing.cache_clear()
                thing()
        self.traced.tables |= self.watched.ran

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Runs a test with the other caches of the target empty, so that none hides what another test runs."""
        for thing in self.cached():
            if inspect.signature(thing).parameters:
                thing.cache_clear()
        self.watched.ran.clear()
        self.watched.heard.clear()
        started = time.process_time()
        result = yield
        self.traced.took[item.nodeid] = time.process_time() - started
        self.traced.blocks[item.nodeid] = set(self.watched.ran)
        self.traced.heard[item.nodeid] = set(self.watched.heard)
        return result


def tests_of(traced: Traced, mutant: Mutant, most: float) -> tuple[list[str], float]:
    """The tests that run a mutant's blocks, or all where these are not known, and their seconds in all.

    The quickest first, up to `most` seconds of them.
    """
    if mutant.words:
        stems = tuple(w[:-1] if len(w) > len("some") else w for w in mutant.words)
        table = f"test_proof_{mutant.path.stem}."
        heard = traced.heard.items()
        own = [t for t, words in heard if table in t or any(w.startswith(stems) for w in words)]
    else:
        marks = frozenset() if mutant.blocks & traced.tables else mutant.blocks
        own = [t for t, ran in traced.blocks.items() if not marks or ran & marks]
    own.sort(key=traced.took.__getitem__)
    seconds = [*itertools.accumulate(traced.took[t] for t in own)]
    last = bisect.bisect(seconds, most)
    return own[:last], seconds[last - 1] if last else 0.0


class Chosen:
    """Runs the tests named, in this order."""

    def __init__(self, tests: list[str]) -> None:
        self.order = {test: k for k, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leaves the chosen tests."""
        items[:] = sorted((i for i in items if i.nodeid in self.order), key=lambda i: self.order[i.nodeid])


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


@functools.cache
def resting(target: str) -> frozenset[str]:
    """The modules that import one of a target's, at first or tenth hand, and its own."""
    uses: dict[str, set[str]] = {}
    for path in SOURCE.rglob("*.py"):
        found = uses.setdefault(_dotted(path), set())
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {a.name for a in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{a.name}" for a in node.names)}
    known = {_dotted(p) for g in TARGETS[target][0] for p in SOURCE.glob(g)}
    while more := {name for name, used in uses.items() if name not in known and used & known}:
        known |= more
    return frozenset(known)


def run(target: str, plugin: object, tests: list[str]) -> int:
    """How pytest ends on these tests with the target, what rests on it and the tests themselves loaded anew."""
    own = [n for n, m in sys.modules.items() if str(getattr(m, "__file__", "")).startswith(str(ROOT / "tests"))]
    for name in {*resting(target), *own} - {"conftest"}:
        gone, (parent, _, child) = sys.modules.pop(name, None), name.rpartition(".")
        if gone is not None and vars(sys.modules.get(parent, gone)).get(child) is gone:
            delattr(sys.modules[parent], child)  # else "from didymium import proof" would find it still
    try:
        return int(pytest.main(["-x", "-q", "--assert=plain", "-p", "no:cacheprovider", *tests], plugins=[plugin]))
    except BaseException:  # noqa: BLE001  # whatever a mutant raises, it is noticed
        return 1


def work(pipe: Any) -> None:
    """Runs in a process of its own: what comes through the pipe is a target to trace, or a mutant with its tests."""
    sys.path[:0] = [str(SOURCE), str(ROOT / "tests")]
    os.chdir(ROOT)
    os.environ.setdefault("DIDYMIUM_FORGERIES", "12")
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    while True:
        asked, tests = pipe.recv()
        if isinstance(asked, str):
            watched = Watched(modules_of(asked))
            traced = Traced()
            with watched.planted():
                ended = run(asked, Tracer(watched, traced), [str(ROOT / t) for t in TARGETS[asked][1]])
            pipe.send(None if ended else traced)
            continue
        files = [str(ROOT / name) for name in dict.fromkeys(t.split("::")[0] for t in tests)]
        with Planted(asked).planted():
            ended = run(asked.target, Chosen(tests), files)
        pipe.send(ended not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED})


class Worker:
    """The process that runs tests; started anew where a mutant holds it up."""

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        """A new process."""
        context = multiprocessing.get_context("spawn")
        self.pipe, other = context.Pipe()
        self.process = context.Process(target=work, args=(other,), daemon=True)
        self.process.start()
        other.close()

    def held(self) -> int:
        """How many bytes of memory the process holds."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text("utf-8").split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def seconds(self) -> float:
        """How long the process has run, as the system has it."""
        told = Path(f"/proc/{self.process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return sum(map(int, told[11:13])) / os.sysconf("SC_CLK_TCK")

    def traced(self, target: str, kept: Path) -> Traced | None:
        """What each test of a target runs, kept for the code as it is; None where a test fails on it."""
        paths = [p for g in (*TARGETS[target][0], TABLES.get(target, "")) if g for p in SOURCE.glob(g)]
        paths += [ROOT / t.partition("::")[0] for t in TARGETS[target][1]]
        code = hashlib.sha256(b"".join(p.read_bytes() for p in sorted({*paths}))).hexdigest()
        file = kept / f"{target}-{code[:16]}.pickle"
        if file.exists():
            read: Traced = pickle.loads(file.read_bytes())
            return read
        self.pipe.send((target, []))
        found: Traced | None = self.pipe.recv()
        if found is not None:
            kept.mkdir(parents=True, exist_ok=True)
            file.write_bytes(pickle.dumps(found))
        return found

    def notices(self, mutant: Mutant, tests: list[str], limit: float) -> bool:
        """Whether one of the tests fails on a mutant, or all together take longer than so many seconds."""
        if not tests:
            return False
        try:
            self.pipe.send((mutant, tests))
            begun = self.seconds()
            while self.process.is_alive() and self.seconds() - begun < limit:
                if self.pipe.poll(1):
                    noticed = bool(self.pipe.recv())
                    if self.held() > MOST_HELD:
                        self.anew()
                    return noticed
        except (EOFError, BrokenPipeError):
            pass
        self.anew()
        return True

    def anew(self) -> None:
        """Ends the process and starts another."""
        self.process.kill()
        self.process.join()
        self.start()


def main() -> None:
    """Plants the mutants asked for and prints which survive."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=200)
    options.add_argument("--skip", type=int, default=0)
    options.add_argument("--seed", type=int, default=2026)
    options.add_argument("--only", choices=list(TARGETS))
    options.add_argument("--room", help="the stem of the one module or table")
    options.add_argument("--most", type=float, default=60.0, help="seconds of tests that a mutant is held against")
    options.add_argument("--runs", type=Path, default=Path(tempfile.gettempdir()) / "mutants")
    options.add_argument("--out", type=Path)
    args = options.parse_args()
    lost = [t for _, tests in TARGETS.values() for t in tests if not (ROOT / t.partition("::")[0]).exists()]
    if lost:
        options.error(f"{lost[0]}: no such test; name the tests of its target in TARGETS")
    worker = Worker()
    runs = {name: worker.traced(name, args.runs) for name in ([args.only] if args.only else TARGETS)}
    if failed := [name for name, found in runs.items() if found is None]:
        options.error(f"the tests of {failed[0]} fail on the code as it is")
    tally: dict[str, list[int]] = {}
    chosen = mutants(args.skip + args.count, args.seed, args.only, args.room)
    for mutant in itertools.islice(chosen, args.skip, None):
        traced = runs[mutant.target]
        assert traced is not None
        tests, seconds = tests_of(traced, mutant, args.most)
        noticed = worker.notices(mutant, tests, 3 * seconds + STARTS)
        tally.setdefault(mutant.target, []).append(noticed)
        where = f"{mutant.path.relative_to(SOURCE)}:{mutant.line}"
        row = f"{'killed' if noticed else 'SURVIVED'}\t{where}\t{mutant.was}\t{mutant.now}\t{len(tests)} tests"
        if args.out:
            with args.out.open("a", encoding="utf-8") as file:
                file.write(row + "\n")
        if not noticed:
            print(row, flush=True)
    for name, outcomes in tally.items():
        print(f"{name}: {sum(outcomes)} of {len(outcomes)} noticed ({100 * sum(outcomes) / len(outcomes):.1f} %)")


if __name__ == "__main__":
    main()
