"""The Gamma-Poisson fit on made-up counts with a known answer."""

import numpy as np
import pytest

from didymium.strategy import hazard


def made(effect: float, units: int = 120, years: int = 20, seed: int = 1) -> hazard.Cells:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(units, 1))
    frailty = rng.gamma(2.0, 0.5, units)
    rate = np.repeat(np.exp(-2.0 + effect * x[:, 0]) * frailty, years)
    unit = np.repeat(np.arange(units), years)
    wave = np.tile(np.arange(years), units)
    return hazard.Cells(
        rng.poisson(rate).astype(float), np.ones(len(rate)), np.repeat(x, years, axis=0), unit, unit, wave, ("effect",)
    )


def test_the_fit_finds_the_effect_and_the_frailty() -> None:
    cells = made(0.8)
    model = hazard.fit(cells)
    slope = model.beta[1] / model.scale[0]
    assert slope == pytest.approx(0.8, abs=0.25)
    assert 1.0 < model.k < 4.0
    assert model.events == cells.y.sum()


def test_the_gradient_is_that_of_the_loss() -> None:
    cells = made(0.5, units=12, years=5)
    z = np.column_stack([np.ones(len(cells.y)), cells.x[:, 0]])
    theta = np.array([-1.5, 0.3, 0.2])
    _, gradient = hazard._loss(theta, cells, z, -1.0)
    step = 1e-6
    for i in range(3):
        up, down = theta.copy(), theta.copy()
        up[i] += step
        down[i] -= step
        slope = (hazard._loss(up, cells, z, -1.0)[0] - hazard._loss(down, cells, z, -1.0)[0]) / (2 * step)
        assert slope == pytest.approx(gradient[i], rel=1e-4, abs=1e-5)


def test_a_unit_with_a_record_has_the_higher_rate() -> None:
    cells = made(0.0)
    model = hazard.fit(cells)
    rates = hazard.rates(model, np.zeros((120, 1)), cells, 400, seed=0).mean(0)
    hits = np.bincount(cells.unit, cells.y)
    assert rates[hits.argmax()] > 3 * rates[hits.argmin()]


def test_rates_repeat_with_the_seed() -> None:
    cells = made(0.3)
    model = hazard.fit(cells)
    x = np.zeros((120, 1))
    assert np.array_equal(hazard.rates(model, x, cells, 50, 7), hazard.rates(model, x, cells, 50, 7))
    assert not np.array_equal(hazard.rates(model, x, cells, 50, 7), hazard.rates(model, x, cells, 50, 8))


def test_contributions_multiply() -> None:
    model = hazard.fit(made(0.8))
    assert model.contributions(model.centre)["effect"] == pytest.approx(1.0)
    assert model.contributions(model.centre + 1.0)["effect"] > 1.5
