"""Values of thirty-two single-precision draws for numba kernels: loads, stores, arithmetic, powers of two.

A kernel written with these runs many draws an instruction whatever the compiler's vectoriser thinks of aliasing; LLVM
splits each value into as many registers as the machine needs, which keeps its pipes busy. `exp2` and `log2` are
polynomials with a relative error below 3e-7 and are exact at the baseline: exp2(0) = 1, log2(1) = 0.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.typing import templates
from numba.extending import intrinsic as numba_intrinsic
from numba.extending import lower_builtin, models, register_model, typeof_impl

from didymium.twin.layout import LANES

_core: Any = templates
_lower: Any = lower_builtin
intrinsic: Any = numba_intrinsic  # its typed form knows neither our lanes nor our arrays
function: Any = cgutils.get_or_insert_function
_FLAGS = ("contract", "nsz", "arcp", "ninf")
_F32, _F64, _I32 = ir.FloatType(), ir.DoubleType(), ir.IntType(32)
_EXP2 = (1.535336188319500e-4, 1.339887440266574e-3, 9.618437357674640e-3, 5.550332471162809e-2,
         2.402264791363012e-1, 6.931472028550421e-1, 1.0)  # fmt: skip
_LOG2 = (2.885390081777927 / 7, 2.885390081777927 / 5, 2.885390081777927 / 3, 2.885390081777927)


class Lanes(types.Type):
    """The numba type of `LANES` floats or doubles."""

    def __init__(self, name: str, element: ir.Type) -> None:
        super().__init__(name=name)
        self.llvm = ir.VectorType(element, LANES)


SINGLES = Lanes(f"f32x{LANES}", _F32)
DOUBLES = Lanes(f"f64x{LANES}", _F64)


@register_model(Lanes)
class _Model(models.PrimitiveModel):
    def __init__(self, manager: Any, lanes: Lanes) -> None:
        super().__init__(manager, lanes, lanes.llvm)  # type: ignore[no-untyped-call]


@typeof_impl.register(Lanes)
def _typeof(value: Lanes, context: Any) -> Lanes:
    return value


def _constant(lanes: Lanes, value: float) -> ir.Constant:
    return ir.Constant(lanes.llvm, [value] * LANES)


def _splat(builder: Any, scalar: Any, vector: ir.VectorType) -> Any:
    one = builder.insert_element(ir.Constant(vector, ir.Undefined), scalar, ir.Constant(_I32, 0))
    mask = ir.Constant(ir.VectorType(_I32, LANES), [0] * LANES)
    return builder.shuffle_vector(one, ir.Constant(vector, ir.Undefined), mask)


def _binary(name: str) -> Callable[..., Any]:
    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        left, right = args
        for position, kind in enumerate(sig.args):
            if not isinstance(kind, Lanes):
                element = sig.return_type.llvm.element
                scalar = context.cast(
                    builder, args[position], kind, types.float32 if element == _F32 else types.float64
                )
                value = _splat(builder, scalar, sig.return_type.llvm)
                left, right = (value, right) if position == 0 else (left, value)
        return getattr(builder, name)(left, right, flags=_FLAGS)

    return lower


for _op, _name in ((operator.add, "fadd"), (operator.sub, "fsub"), (operator.mul, "fmul"), (operator.truediv, "fdiv")):

    class _Template(_core.AbstractTemplate):  # type: ignore[misc]
        def generic(self, args: Any, kws: Any) -> Any:
            lanes = [a for a in args if isinstance(a, Lanes)]
            if not lanes or len(args) != 2 or any(a != lanes[0] for a in lanes):
                return None
            if any(not isinstance(a, (Lanes, types.Float, types.Integer)) for a in args):
                return None
            return _core.signature(lanes[0], *args)

    _core.infer_global(_op)(_Template)
    for _kind in ((Lanes, Lanes), (Lanes, types.Float), (types.Float, Lanes)):
        _lower(_op, *_kind)(_binary(_name))


def _pointer(context: Any, builder: Any, array_type: Any, array: Any, row: Any, vector: ir.VectorType) -> Any:
    view = context.make_array(array_type)(context, builder, array)
    offset = builder.mul(row, ir.Constant(row.type, LANES))
    return builder.bitcast(builder.gep(view.data, [offset]), vector.as_pointer())


@intrinsic  # type: ignore[untyped-decorator]
def at(typing: Any, array: Any, place: Any) -> Any:
    """The number at a place of a flat array, counted from its front: never from its back, as Python does."""

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        view = context.make_array(sig.args[0])(context, builder, args[0])
        return builder.load(builder.gep(view.data, [context.cast(builder, args[1], sig.args[1], types.intp)]))

    return array.dtype(array, place), lower


@intrinsic  # type: ignore[untyped-decorator]
def load(typing: Any, array: Any, row: Any) -> Any:
    """The lanes of row `row` of a C-ordered array whose last axis has `LANES` entries."""
    lanes = SINGLES if array.dtype == types.float32 else DOUBLES

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        place = context.cast(builder, args[1], sig.args[1], types.intp)
        value = builder.load(_pointer(context, builder, sig.args[0], args[0], place, lanes.llvm))
        value.align = 4
        return value

    return lanes(array, row), lower


@intrinsic  # type: ignore[untyped-decorator]
def store(typing: Any, array: Any, row: Any, value: Any) -> Any:
    """Write lanes to row `row` of a C-ordered array whose last axis has `LANES` entries."""

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        place = context.cast(builder, args[1], sig.args[1], types.intp)
        done = builder.store(args[2], _pointer(context, builder, sig.args[0], args[0], place, sig.args[2].llvm))
        done.align = 4
        return context.get_dummy_value()

    return types.void(array, row, value), lower


@intrinsic  # type: ignore[untyped-decorator]
def splat(typing: Any, scalar: Any) -> Any:
    """A float in every lane."""

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return _splat(builder, context.cast(builder, args[0], sig.args[0], types.float32), SINGLES.llvm)

    return SINGLES(scalar), lower


def _pick(compare: str) -> Callable[..., Any]:
    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.select(builder.fcmp_ordered(compare, args[0], args[1]), args[0], args[1])

    return lower


@intrinsic  # type: ignore[untyped-decorator]
def least(typing: Any, left: Any, right: Any) -> Any:
    """The smaller of two, lane by lane."""
    return left(left, right), _pick("<")


@intrinsic  # type: ignore[untyped-decorator]
def most(typing: Any, left: Any, right: Any) -> Any:
    """The larger of two, lane by lane."""
    return left(left, right), _pick(">")


@intrinsic  # type: ignore[untyped-decorator]
def where_positive(typing: Any, test: Any, yes: Any, no: Any) -> Any:
    """`yes` where `test` > 0, else `no`, lane by lane."""

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.select(builder.fcmp_ordered(">", args[0], _constant(sig.args[0], 0.0)), args[1], args[2])

    return yes(test, yes, no), lower


@intrinsic  # type: ignore[untyped-decorator]
def widen(typing: Any, value: Any) -> Any:
    """Floats as doubles, exactly."""
    return DOUBLES(value), lambda context, builder, sig, args: builder.fpext(args[0], DOUBLES.llvm)


@intrinsic  # type: ignore[untyped-decorator]
def narrow(typing: Any, value: Any) -> Any:
    """Doubles rounded to floats."""
    return SINGLES(value), lambda context, builder, sig, args: builder.fptrunc(args[0], SINGLES.llvm)


def _horner(builder: Any, x: Any, coefficients: tuple[float, ...]) -> Any:
    total = _constant(SINGLES, coefficients[0])
    for coefficient in coefficients[1:]:
        total = builder.fadd(builder.fmul(total, x, flags=_FLAGS), _constant(SINGLES, coefficient), flags=_FLAGS)
    return total


@intrinsic  # type: ignore[untyped-decorator]
def exp2(typing: Any, value: Any) -> Any:
    """2**x for |x| <= 126 (clamped), relative error below 3e-7."""

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        ints = ir.VectorType(_I32, LANES)
        low, high = _constant(SINGLES, -126.0), _constant(SINGLES, 126.0)
        x = builder.select(builder.fcmp_ordered("<", args[0], low), low, args[0])
        x = builder.select(builder.fcmp_ordered(">", x, high), high, x)
        rint = function(builder.module, ir.FunctionType(SINGLES.llvm, [SINGLES.llvm]), f"llvm.rint.v{LANES}f32")
        whole = builder.call(rint, [x])
        part = _horner(builder, builder.fsub(x, whole), _EXP2)
        bits = builder.add(builder.fptosi(whole, ints), ir.Constant(ints, [127] * LANES))
        scale = builder.bitcast(builder.shl(bits, ir.Constant(ints, [23] * LANES)), SINGLES.llvm)
        return builder.fmul(part, scale)

    return SINGLES(value), lower


@intrinsic  # type: ignore[untyped-decorator]
def log2(typing: Any, value: Any) -> Any:
    """Logarithm to base two of positive normal floats, absolute error below 3e-7 near one."""

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        ints = ir.VectorType(_I32, LANES)

        def all_of(number: int) -> Any:
            return ir.Constant(ints, [number] * LANES)

        bits = builder.bitcast(args[0], ints)
        power = builder.ashr(builder.sub(bits, all_of(0x3F3504F3)), all_of(23))
        mantissa = builder.bitcast(builder.sub(bits, builder.shl(power, all_of(23))), SINGLES.llvm)
        one = _constant(SINGLES, 1.0)
        z = builder.fdiv(builder.fsub(mantissa, one), builder.fadd(mantissa, one), flags=_FLAGS)
        series = _horner(builder, builder.fmul(z, z), _LOG2)
        return builder.fadd(builder.fmul(z, series, flags=_FLAGS), builder.sitofp(power, SINGLES.llvm), flags=_FLAGS)

    return SINGLES(value), lower
