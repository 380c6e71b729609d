"""Losses on data: `linear`, `logistic`, `softmax` and `mlp`, for the examples handed to them."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from gdtui.engine import spec
from gdtui.engine.data.dataset import Array, DataError, Dataset, Rows, Split
from gdtui.engine.numbers import number, rounded
from gdtui.engine.objectives.finite_sum import FiniteSum
from gdtui.engine.objectives.models.heads import LOGISTIC, SOFTMAX, SQUARES, Head
from gdtui.engine.objectives.models.network import ACTIVATIONS, Network
from gdtui.engine.objectives.objective import Curvature, Lanes, Minimum
from gdtui.engine.rng import generator
from gdtui.engine.spec import SpecError, not_negative

MOST_PARAMETERS = 100_000
_PORTION = 2**19  # numbers that one layer may hold at a time when all the data are gone through
_AT_ONCE = 64  # rows of a Hessian that are worked out together
_MANY = 2**24  # points × examples: a map beyond it is worked out from the Hessian, if it can be
_MOST_FOR_MOMENTS = 300_000_000  # multiplications that the second moments of the features may cost


class Model(NamedTuple):
    """What a spec such as `mlp:hidden=8/8` asks for, before any data is known."""

    kind: str
    hidden: tuple[int, ...] = ()
    activation: str = "tanh"
    init: str = "zero"
    l2: float = 0.0
    usual_data: str = "circle"
    """The data set that it learns from if nobody names one."""


def linear(*, l2: float = 0.0) -> Model:
    """A number: w·x + b. Mean squared error (Legendre, 1805), with ½·l2·Σw² added."""
    not_negative(l2=l2)
    return Model("linear", l2=l2, usual_data="line")


def logistic(*, l2: float = 0.0) -> Model:
    """Two classes: the probability σ(w·x + b). Mean −ln p of the class (Cox, 1958)."""
    not_negative(l2=l2)
    return Model("logistic", l2=l2, usual_data="gauss")


def softmax(*, l2: float = 0.0) -> Model:
    """Many classes: probabilities e^z/Σe^z with z = x·W + b. Mean −ln p of the class."""
    not_negative(l2=l2)
    return Model("softmax", l2=l2, usual_data="iris")


def mlp(
    *,
    hidden: tuple[int, ...] = (8,),
    activation: str = "tanh",
    init: str = "xavier",
    l2: float = 0.0,
) -> Model:
    """Layers of units, as hidden=8/8; the last is linear, logistic or softmax as the target is."""
    not_negative(l2=l2)
    if not 1 <= len(hidden) <= 8 or not all(1 <= units <= 1000 for units in hidden):
        raise SpecError("hidden must be one to eight layers of 1 to 1000 units, such as 8/8")
    if activation not in ACTIVATIONS:
        raise SpecError(f"activation must be one of {', '.join(ACTIVATIONS)}, not {activation}")
    if init not in ("xavier", "he", "zero"):
        raise SpecError(f"init must be one of xavier, he, zero, not {init}")
    return Model("mlp", hidden, activation, init, l2)


MODELS: dict[str, Callable[..., Model]] = {
    "linear": linear,
    "logistic": logistic,
    "softmax": softmax,
    "mlp": mlp,
}


def is_on_data(text: str) -> bool:
    """Whether `text` names a loss on data."""
    return spec.name_of(text) in MODELS


def usual_data(text: str) -> str:
    """The data set that the loss `text` learns from if nobody names one. Raises `SpecError`."""
    return spec.build("loss", text, MODELS).usual_data


def usual_loss(data: Dataset) -> str:
    """The loss for a target of this kind if nobody names one."""
    if not data.classes:
        return "linear"
    return "logistic" if len(data.classes) == 2 else "softmax"


def prepared(text: str, data: Dataset) -> Dataset:
    """`data` with the target that the loss `text` learns: a number as it is, or as classes.

    Raises `DataError` where the target is of the wrong kind, `SpecError` for a wrong `text`.
    """
    model = spec.build("loss", text, MODELS)
    if model.kind == "linear" and data.classes:
        raise DataError(
            f"{data.name}: linear needs a number, and the target {data.target_name} has classes; "
            f"{usual_loss(data)} or mlp can learn them"
        )
    if model.kind in ("logistic", "softmax"):
        data = data.classified()
    if model.kind == "logistic" and len(data.classes) != 2:
        raise DataError(
            f"{data.name}: logistic needs two classes, and the target {data.target_name} has "
            f"{len(data.classes)}; softmax takes any number"
        )
    if np.ptp(data.target) == 0:
        raise DataError(
            f"{data.name}: the target {data.target_name} is the same everywhere; there is nothing "
            "to learn"
        )
    return data


@dataclass(frozen=True, eq=False)
class DataObjective(FiniteSum):
    """A loss on the training examples, all of them or any of them.

    A point is a sequence of p floats, as everywhere, or a vector (p,); many are lanes (p, …).
    """

    network: Network = field(kw_only=True, repr=False)
    constant_hessian: Array | None = field(kw_only=True, repr=False, default=None)
    """Where it is the same everywhere and has one minimum (`linear`), (p, p)."""

    @property
    def widest(self) -> int:
        """How many numbers an example takes up on the way, at most: those of the widest layer."""
        return max(self.network.sizes)

    def value(self, params: Sequence[float] | Lanes, rows: Rows | None = None) -> Any:
        """The mean loss: at one point → float, at lanes (p, …) → (…).

        On the examples `rows` (B,), or on all. `rows` (M, B): M mini-batches at one point → (M,).
        """
        points = np.asarray(params, dtype=float)
        with np.errstate(all="ignore"):
            a_map = rows is None and points.ndim > 1 and points[0].size * self.size > _MANY
            if a_map and self.constant_hessian is not None:
                return _paraboloid(self.minima[0], self.constant_hessian, points)
            if rows is None:
                losses = np.asarray(
                    _everywhere(self, np.moveaxis(points, 0, -1), with_slope=False)[0]
                )
            else:
                losses = np.asarray(
                    self.network.loss(np.moveaxis(points, 0, -1), *self._examples(rows))
                )
        return float(losses) if losses.ndim == 0 else losses

    def gradient(self, params: Sequence[float] | Lanes, rows: Rows | None = None) -> Any:
        """∂L/∂θ: at one point → (p,), at lanes (p, …) → (p, …).

        On the examples `rows` (B,), or on all. `rows` (M, B): M mini-batches at one point → (p, M).
        """
        points = np.moveaxis(np.asarray(params, dtype=float), 0, -1)
        with np.errstate(all="ignore"):
            if rows is None:
                slope = _everywhere(self, points, with_slope=True)[1]
            else:
                slope = self.network.loss_and_gradient(points, *self._examples(rows))[1]
        return np.moveaxis(slope, -1, 0)

    def along(
        self, _params: Sequence[float], _direction: Sequence[float], _order: int
    ) -> tuple[float, ...] | None:
        """None: what learns from data is evaluated by numpy, which knows no series."""
        return None

    def hessian(self, params: Sequence[float]) -> Array | None:
        """(p, p) on all the training examples, exact but for rounding: where relu has a kink, with
        its slope 0 there. None beyond the floating-point range."""
        point = np.asarray(params, dtype=float)
        p = len(point)
        with np.errstate(all="ignore"):
            rows = [
                self.hessian_products(point, np.eye(min(_AT_ONCE, p - begin), p, begin))
                for begin in range(0, p, _AT_ONCE)
            ]
        found = np.concatenate(rows)
        return np.asarray((found + found.T) / 2) if np.isfinite(found).all() else None

    def hessian_products(self, params: Array, directions: Array) -> Array:
        """∂²L/∂θ²·v at one vector (p,) on all the training examples, for v (…, p)."""
        many = math.prod(directions.shape[:-1])
        total = np.zeros_like(directions)
        for share, features, target in self.portions(many):
            product = self.network.hessian_product(params, directions, features, target)
            total = total + share * product
        return total

    def loss_and_gradient(self, params: Array, rows: Rows) -> tuple[float, Array]:
        """Both at one vector (p,), on the examples `rows`: what a step needs.

        The caller sees to it that numpy does not warn of what is not finite.
        """
        loss, gradient = self.network.loss_and_gradient(params, *self._examples(rows))
        return float(loss), gradient

    def portions(self, many: int) -> Iterator[tuple[float, Array, Array]]:
        """The training examples, and the share of each portion, for `many` points at once.

        The size of a portion depends on the shapes alone, so that memory is bounded and the bits
        are the same every time.
        """
        train = self.data.train
        size = max(1, _PORTION // (self.widest * many))
        for begin in range(0, train.size, size):
            features, target = self._examples(slice(begin, begin + size))
            yield len(target) / train.size, features, target

    def _examples(self, rows: Rows) -> tuple[Array, Array]:
        train = self.data.train
        return train.features[rows], train.target[rows]


def on_data(text: str, data: Split, seed: int, batch_size: int | None = None) -> DataObjective:
    """The objective that `text` names, for these examples; their target is `prepared`.

    The mlp's first weights are sampled from `seed`; the learning rate that it suggests is one for
    mini-batches of `batch_size` (None: all). Raises `SpecError`, `DataError`.
    """
    model = spec.build("loss", text, MODELS)
    train = data.train
    head = _head(model, train)
    outputs = len(train.classes) if head.an_output_a_class else 1
    network = Network((train.dimension, *model.hidden, outputs), head, model.activation, model.l2)
    if network.count > MOST_PARAMETERS:
        raise DataError(
            f"{text} on {train.name} has {network.count:,} parameters; {MOST_PARAMETERS:,} is the "
            "most there can be"
        )
    start = network.start(model.init, generator(seed, "start"))
    moments = _moments(train)
    hessian: Array | None = None
    curvature: Curvature | None = None
    minima: tuple[Minimum, ...] = ()
    if model.kind == "linear" and moments is not None:
        hessian = 2 * moments + np.diag([model.l2] * train.dimension + [0.0])
        curvature, minima = _least_squares(train, hessian, model.l2)
    rate = _rate(model, network, train, moments, batch_size)

    def value_at(params: Any, _m: Any) -> Any:
        return objective.value(_lanes(params))

    def gradient_at(params: Any, _m: Any) -> Any:
        return tuple(objective.gradient(_lanes(params)))

    objective = DataObjective(
        name=text.strip(),
        parameters=network.names(),
        formula=_formula(model, network),
        gradient_formula=_gradient_formula(network),
        value_at=value_at,
        gradient_at=gradient_at,
        start=tuple(start.tolist()),
        learning_rate=rate,
        view=_view(start, minima),
        minima=minima,
        curvature=curvature,
        data=data,
        network=network,
        constant_hessian=hessian if minima else None,
    )
    return objective


def _head(model: Model, train: Dataset) -> Head:
    if not train.classes:
        return SQUARES
    return SOFTMAX if model.kind == "softmax" or len(train.classes) > 2 else LOGISTIC


def _paraboloid(minimum: Minimum, hessian: Array, points: Array) -> Any:
    """L* + ½(θ − θ*)ᵀH(θ − θ*) at `points` (p, …): the same map, without going through the data."""
    offsets = np.moveaxis(points, 0, -1) - np.array(minimum.point)
    return minimum.value + 0.5 * ((offsets @ hessian) * offsets).sum(axis=-1)


def _everywhere(
    objective: DataObjective, points: Array, *, with_slope: bool
) -> tuple[Array, Array]:
    """Loss (…) and gradient (…, p) at `points` (…, p) on all the training examples."""
    network = objective.network
    loss, slope = np.zeros(points.shape[:-1]), np.zeros(())
    for share, features, target in objective.portions(math.prod(points.shape[:-1])):
        if with_slope:
            part, gradient = network.loss_and_gradient(points, features, target)
            slope = slope + share * gradient
        else:
            part = network.loss(points, features, target)
        loss = loss + share * part
    return loss, slope


def _lanes(params: Any) -> Any:
    """Coordinates that may be broadcast against each other, as one array (p, …)."""
    if isinstance(params, np.ndarray):
        return params
    return np.stack(np.broadcast_arrays(*params))


# What is known of it


def _moments(train: Dataset) -> Array | None:
    """Mean of x̃x̃ᵀ, x̃ = (x, 1), shape (d + 1, d + 1); None if that would take too long."""
    d, total = train.dimension, None
    if train.size * (d + 1) ** 2 > _MOST_FOR_MOMENTS:
        return None
    size = max(1, _PORTION // (d + 1))
    for begin in range(0, train.size, size):
        x = train.features[begin : begin + size]
        x = np.column_stack([x, np.ones(len(x))])
        total = x.T @ x if total is None else total + x.T @ x
    return None if total is None else total / train.size


def _least_squares(
    train: Dataset, hessian: Array, l2: float
) -> tuple[Curvature, tuple[Minimum, ...]]:
    """The curvature of the mean squared error, whose Hessian is 2·mean x̃x̃ᵀ + λ, and its minimum."""
    mu, largest = Curvature.of(hessian)
    curvature = Curvature(max(0.0, mu), largest)
    if mu <= 1e-12 * largest:
        return curvature, ()  # a whole valley of minima
    toward = np.append(train.features.T @ train.target, train.target.sum()) * (2 / train.size)
    point = np.linalg.solve(hessian, toward)
    error = train.features @ point[:-1] + point[-1] - train.target
    value = (error @ error) / train.size + 0.5 * l2 * (point[:-1] @ point[:-1])
    return curvature, (Minimum(tuple(point.tolist()), float(value)),)


def _rate(
    model: Model, network: Network, train: Dataset, moments: Array | None, batch_size: int | None
) -> float:
    """A rate that holds: 1/𝓛 with the expected smoothness of mini-batches (Gower et al., 2019).

    𝓛 = n(B − 1)/(B(n − 1))·L + (n − B)/(B(n − 1))·max Lᵢ; L is the largest curvature of all the
    data and Lᵢ that of one example, both times 2 (squares), ¼ (logistic) or ½ (softmax). For the
    mlp that is the first layer's affair alone, and the rate at most 0.1.
    """
    squares = np.einsum("ij,ij->i", train.features, train.features) + 1.0
    largest_example = float(squares.max())
    largest = float(squares.mean()) if moments is None else float(np.linalg.eigvalsh(moments)[-1])
    n, b = train.size, min(train.size, batch_size or train.size)
    if n > 1:
        largest = (n * (b - 1) * largest + (n - b) * largest_example) / (b * (n - 1))
    rate = 1 / (network.head.curvature * largest + model.l2)
    if model.kind == "mlp":
        rate = min(0.1, rate)
    power = 10.0 ** math.floor(math.log10(rate))
    return rounded(math.floor(rate / power) * power, 1)


def _view(start: Array, minima: Sequence[Minimum]) -> tuple[tuple[float, float], ...]:
    """Around the start and the minimum, where one is known; else a few units about the start."""
    goal = np.array(minima[0].point) if minima else start
    reach = np.maximum(1.5 * np.abs(start - goal), 1.0 if minima else 3.0)
    return tuple(zip((goal - reach).tolist(), (goal + reach).tolist(), strict=True))


def _formula(model: Model, network: Network) -> str:
    single = network.sizes[-1] == 1
    z = "w·x + b" if single else "x·W + b"
    where = ""
    if model.hidden:
        z, sizes = "z", "-".join(map(str, network.sizes))
        where = f", z = {model.activation} network {sizes}"
    loss = network.head.formula.format(z=z)
    return loss + (f" + {number(model.l2 / 2)}·Σw²" if model.l2 else "") + where


def _gradient_formula(network: Network) -> tuple[str, ...]:
    if len(network.layers) > 1:
        return ("by backpropagation",) * network.count
    error = network.head.error
    decay = f" + {number(network.l2)}·w" if network.l2 else ""
    fan_in, fan_out = network.layers[0]
    inputs = ["x"] if fan_in == 1 else [f"x{i}" for i in range(1, fan_in + 1)]
    by_weights = [f"mean {error}·{x}{decay}" for x in inputs for _ in range(fan_out)]
    return (*by_weights, *(f"mean {error}" for _ in range(fan_out)))
