"""Agreement between coders: Krippendorff's alpha with its interval."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

DRAWS = 1000  # bootstrap samples of the units
SEED = 20211107
DEFINED = 0.95  # share of those samples in which alpha must be defined for an interval
FIRM, TENTATIVE = 0.8, 0.667  # Krippendorff (2004): conclusions may be drawn; drawn tentatively

Array = npt.NDArray[np.float64]


def alpha(ratings: pd.DataFrame, level: str = "nominal") -> float:
    """Krippendorff's alpha of a table with one row a unit and one column a coder; a missing value is not coded.

    ``level``: "nominal" (values are names), "ordinal" or "interval" (values are numbers). 1 is full agreement, 0 what
    chance would give, below 0 worse than chance. A unit that fewer than two coders coded does not count. NaN where
    nothing varies: if all values are the same, nothing tells agreement from habit. Krippendorff (2011), "Computing
    Krippendorff's Alpha-Reliability".

    >>> two = {"Meg": [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], "Owen": [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]}
    >>> round(float(alpha(pd.DataFrame(two))), 3)
    0.095
    """
    counts, values = _counts(ratings)
    return _alpha(counts, values, _DISTANCE[level])


def interval(ratings: pd.DataFrame, level: str = "nominal") -> tuple[float, float]:
    """The 95 % interval of alpha: units drawn with replacement, percentiles, a fixed seed.

    NaN where alpha is not defined in more than one of twenty samples: too few units, or too little that varies.
    """
    counts, values = _counts(ratings)
    rng = np.random.default_rng(SEED)
    samples = rng.integers(0, len(counts), (DRAWS, len(counts))) if len(counts) else np.empty((0, 0), dtype="int64")
    drawn = np.array([_alpha(counts[sample], values, _DISTANCE[level]) for sample in samples])
    defined = drawn[~np.isnan(drawn)]
    if len(defined) < DEFINED * DRAWS:
        return np.nan, np.nan
    low, high = np.quantile(defined, [0.025, 0.975])
    return float(low), float(high)


def verdict(value: float) -> str:
    """What may be concluded from an alpha (Krippendorff 2004).

    >>> verdict(0.7)
    'tentative'
    """
    if np.isnan(value):
        return "not defined"
    return "firm" if value >= FIRM else "tentative" if value >= TENTATIVE else "too low"


def _counts(ratings: pd.DataFrame) -> tuple[Array, Array]:
    """How many coders gave a unit each value, units × values; and the values as numbers (their rank if names)."""
    long = ratings.reset_index(drop=True).reset_index(names="unit").melt("unit", value_name="value").dropna()
    table = pd.crosstab(long["unit"], long["value"])
    numeric = pd.api.types.is_numeric_dtype(table.columns)
    values = table.columns.to_numpy(dtype=float) if numeric else np.arange(table.shape[1], dtype=float)
    counts = table.to_numpy(dtype=float)
    return counts[counts.sum(axis=1) >= 2], values


def _alpha(counts: Array, values: Array, distance: Callable[[Array, Array], Array]) -> float:
    """Alpha from the coincidences of values within units."""
    pairs = counts / (counts.sum(axis=1, keepdims=True) - 1)
    coincidences = pairs.T @ counts - np.diag(pairs.sum(axis=0))
    of_value = coincidences.sum(axis=1)
    apart = distance(values, of_value)
    expected = float(of_value @ apart @ of_value)
    return 1 - (of_value.sum() - 1) * float((coincidences * apart).sum()) / expected if expected else np.nan


def _nominal(values: Array, of_value: Array) -> Array:
    return 1 - np.eye(len(values))


def _ordinal(values: Array, of_value: Array) -> Array:
    """The squared number of codings that lie between two values, half of their own included."""
    middle = np.cumsum(of_value) - of_value / 2
    squared: Array = (middle[:, None] - middle[None, :]) ** 2
    return squared


def _interval(values: Array, of_value: Array) -> Array:
    squared: Array = (values[:, None] - values[None, :]) ** 2
    return squared


_DISTANCE = {"nominal": _nominal, "ordinal": _ordinal, "interval": _interval}
