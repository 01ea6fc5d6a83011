"""How often the 95 % intervals of analysis.compare.statistics hold the true value. Takes about 5 minutes.

Made-up outlets whose truth is known: articles of very different length (log-normal, median 650 words), counts that
vary more than chance between articles (gamma-Poisson), shares (beta-binomial) and means (normal, with an effect of
the article). Coverage is counted over the samples that carry an interval; that part is printed too, and beside
them SciPy's percentile and BCa intervals of the same samples.
"""

import warnings

import numpy as np
from scipy.stats import bootstrap

from analysis.compare.statistics import RESAMPLES, intervals

SAMPLES = 2000


def draw(kind, n, rng):
    """top, bottom (samples × n) and the true ratio."""
    size = (SAMPLES, n)
    words = np.maximum(60, rng.lognormal(np.log(650), 0.6, size).round())
    if kind.startswith("rate"):
        rate = float(kind.split()[1]) / 1000
        return rng.poisson(rate * rng.gamma(2, 1 / 2, size) * words), words, rate
    if kind == "share":
        rows = 1 + rng.poisson(words / 60)
        return rng.binomial(rows, rng.beta(2, 6, size)), rows, 0.25
    rows = 1 + rng.poisson(words / 25)
    return rows * rng.normal(0, 0.15, size) + np.sqrt(rows) * rng.normal(0, 0.4, size), rows, 0.0


def ratio(top, bottom, axis):
    return top.sum(axis) / bottom.sum(axis)


def scipy_interval(top, bottom, method):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # degenerate samples; they are left out below
        found = bootstrap(
            (top, bottom), ratio, paired=True, axis=-1, n_resamples=RESAMPLES, method=method, batch=50, rng=1
        )
    return found.confidence_interval


def ours(top, bottom):
    ends = [intervals(t[:, None], b) for t, b in zip(top, bottom, strict=True)]
    return np.array([(low[0], high[0]) for low, high in ends]).T


def main():
    """Print a table: kind of figure, n, coverage and median width of each method."""
    print(f"{'figure':20}{'n':>4}{'with one':>10}{'bootstrap-t':>13}{'percentile':>12}{'BCa':>7}   median widths")
    kinds = {f"rate {r}": f"{r} per 1,000 words" for r in (10, 3, 1)} | {"share": "share 0.25", "mean": "mean 0"}
    for kind, name in kinds.items():
        for n in (5, 20, 100):
            top, bottom, true = draw(kind, n, np.random.default_rng(n))
            ends = [ours(top, bottom), *(scipy_interval(top, bottom, m) for m in ("percentile", "BCa"))]
            some = np.isfinite(ends[0][0])
            covered = [100 * ((low <= true) & (true <= high))[some].mean() for low, high in ends]
            scale = 1000 if kind.startswith("rate") else 1
            widths = [scale * np.nanmedian((high - low)[some]) for low, high in ends]
            print(
                f"{name:20}{n:4}{100 * some.mean():9.0f}%{covered[0]:12.1f}%{covered[1]:11.1f}%{covered[2]:6.1f}%   ",
                end="",
            )
            print(" ".join(f"{w:.2f}" for w in widths), flush=True)


if __name__ == "__main__":
    main()
