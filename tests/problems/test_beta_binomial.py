"""The Beta-binomial lab: densities against exact integrals, texts against simulation-free sums."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy as sp

from .conftest import read_documents

Reference = Callable[[str], Callable[..., Any]]
theta = sp.Symbol("theta", positive=True)


def exact_posterior(a: int, b: int, n: int, x: int) -> tuple[Any, Any]:
    """Posterior density and evidence, both by integrating the product."""
    shape = theta ** (a - 1) * (1 - theta) ** (b - 1)
    prior = shape / sp.integrate(sp.expand(shape), (theta, 0, 1))
    product = prior * sp.binomial(n, x) * theta**x * (1 - theta) ** (n - x)
    evidence = sp.integrate(sp.expand(product), (theta, 0, 1))
    return product / evidence, evidence


def test_the_likelihood_is_the_probability_of_the_number(reference: Reference) -> None:
    likelihood, rates = reference("binomial-likelihood"), np.array([0.0, 0.3, 1.0])

    counted = np.zeros((5, 3))
    for outcome in np.ndindex(*(2,) * 4):
        counted[sum(outcome)] += rates ** sum(outcome) * (1 - rates) ** (4 - sum(outcome))

    np.testing.assert_allclose([likelihood(rates, 4, x) for x in range(5)], counted, atol=1e-15)


def test_the_density_integrates_to_one(reference: Reference) -> None:
    nodes, weights = np.polynomial.legendre.leggauss(60)

    for a, b in (2.0, 7.0), (1.0, 1.0), (3.5, 4.25), (5.0, 54.0):
        density = reference("beta-density")((nodes + 1) / 2, a, b)
        assert density @ weights / 2 == pytest.approx(1, rel=1e-6)
        assert density @ (weights * (nodes + 1)) / 4 == pytest.approx(a / (a + b), rel=1e-6)


def test_a_fine_grid_has_the_moments_of_the_density(reference: Reference) -> None:
    curve = reference("beta-curve")(2.0, 7.0, 4000)

    assert curve["area"] == pytest.approx(1, rel=1e-6)
    assert curve["mean"] == pytest.approx(2 / 9, rel=1e-6)
    assert curve["mode"] == pytest.approx(1 / 7, abs=1 / 4000)


@pytest.mark.parametrize(("a", "b", "n", "x"), [(2, 7, 50, 3), (1, 1, 9, 4), (3, 2, 6, 0)])
def test_posteriors_are_products_over_their_integral(
    reference: Reference, a: int, b: int, n: int, x: int
) -> None:
    points = np.linspace(0.05, 0.95, 7)
    exact, evidence = exact_posterior(a, b, n, x)
    expected = [float(exact.subs(theta, sp.Rational(str(round(t, 2))))) for t in points]

    density, log_evidence = reference("beta-binomial-posterior")(points, a, b, n, x)
    fine = np.linspace(1e-6, 1 - 1e-6, 40001)
    prior = fine ** (a - 1) * (1 - fine) ** (b - 1)
    grid = reference("grid-posterior")(fine, prior, n, x)

    np.testing.assert_allclose(density, expected, rtol=1e-9)
    assert log_evidence == pytest.approx(float(sp.log(evidence)), rel=1e-9)
    np.testing.assert_allclose(
        np.interp(points, fine, grid["density"]), expected, rtol=1e-4, atol=1e-6
    )
    assert grid["mean"] == pytest.approx((a + x) / (a + b + n), rel=1e-4)
    shares = [
        float(sp.integrate(sp.expand(exact), (theta, 0, sp.Float(end, 60))))
        for end in grid["interval"]
    ]
    assert shares == pytest.approx([0.025, 0.975], abs=1e-4)


def test_symbols_find_the_parameters(reference: Reference) -> None:
    find = reference("beta-parameters-by-symbols")

    assert find("56*theta*(1 - theta)**6", "19600*theta**3*(1 - theta)**47") == [5, 54]
    assert find("1 - theta**2", "theta") is None
    assert math.comb(50, 3) == 19600
    shape = theta**4 * (1 - theta) ** 53
    constant = sp.cancel(exact_posterior(2, 7, 50, 3)[0] / shape)
    assert constant == math.factorial(58) // math.factorial(4) // math.factorial(53)


def test_batches_add_up_to_the_moments_of_the_posterior(reference: Reference) -> None:
    exact, _ = exact_posterior(2, 7, 50, 3)
    first, second = (sp.integrate(sp.expand(theta**k * exact), (theta, 0, 1)) for k in (1, 2))
    (mode,) = (r for r in sp.solve(sp.diff(sp.log(exact), theta), theta) if 0 < r < 1)

    summed = reference("sequential-updating")(2.0, 7.0, [(20, 2), (10, 0), (20, 1)])

    assert (summed["a"], summed["b"]) == (5, 54)
    assert summed["means"][-1] == pytest.approx(float(first))
    assert summed["variance"] == pytest.approx(float(second - first**2))
    assert summed["mode"] == pytest.approx(float(mode))


def test_the_plots_are_of_the_densities() -> None:
    lab = read_documents("lab", "autodiff")["beta-binomial-lab"]
    plots = {
        figure["name"]: figure["plot"]["series"] for figure in lab["figures"] if "plot" in figure
    }
    series = {(2, 7): plots["prior"] + plots["posterior"][:1], (5, 54): plots["posterior"][1:]}

    for (a, b), drawn in series.items():
        scale = math.factorial(a + b - 1) / (math.factorial(a - 1) * math.factorial(b - 1))
        for one in drawn:
            for t, value in one["points"]:
                assert value == pytest.approx(scale * t ** (a - 1) * (1 - t) ** (b - 1), abs=6e-4)
