"""The Gamma-Poisson fit on made-up counts with a known answer."""

import numpy as np
import pytest

from didymium.strategy import hazard


def made(shape: float, units: int = 400, years: int = 20, seed: int = 1) -> hazard.Cells:
    rng = np.random.default_rng(seed)
    rate = 0.15 * rng.gamma(shape, 1 / shape, (units, 1))
    return hazard.Cells(rng.poisson(rate, (units, years)).astype(float), np.ones(years), np.arange(units) % 4)


@pytest.mark.parametrize("shape", [0.2, 0.7])
def test_the_fit_finds_the_rate_and_the_frailty(shape: float) -> None:
    cells = made(shape)
    model = hazard.fit(cells)
    assert model.base == pytest.approx(0.15, rel=0.25)
    assert shape / 2 < model.k < 2.5 * shape  # fading leaves counts less spread than Poisson, so k comes out high
    assert model.events == cells.y.sum()
    assert 0.7 < model.swell < 1.4  # no wave was made


def test_a_unit_with_a_record_has_the_higher_rate_and_one_of_late_more_than_an_old_one() -> None:
    cells = made(1.0)
    cells.y[:2] = 0.0
    cells.y[0, -3:] = cells.y[1, :3] = 1.0
    model = hazard.fit(cells)
    rates = hazard.rates(model, 2000, seed=0).mean(0)
    assert rates[0] > 1.3 * rates[1] > 0
    assert rates[model.hits.argmax()] > 3 * rates[model.hits.argmin()]
    assert rates.mean() == pytest.approx(model.base * model.swell, rel=0.15)


def test_a_state_that_restricts_much_is_the_likelier_to_restrict_what_it_never_did() -> None:
    cells = made(1.0)
    cells.y[cells.sender == 3] *= 5.0
    cells.y[[3, 4]] = 0.0
    rates = hazard.rates(hazard.fit(cells), 2000, seed=0).mean(0)
    assert rates[3] > 1.3 * rates[4]


def test_a_spate_of_decrees_moves_the_next_year() -> None:
    cells = made(1.0)
    calm, spate = cells.y.copy(), cells.y.copy()
    calm[:, -2:] = 0.0
    spate[:, -2:] *= 4.0
    slow, quick = (hazard.fit(hazard.Cells(y, cells.e, cells.sender)).swell for y in (calm, spate))
    assert slow < 0.8
    assert quick > 1.3


def test_rates_repeat_with_the_seed() -> None:
    model = hazard.fit(made(1.0))
    assert np.array_equal(hazard.rates(model, 50, 7), hazard.rates(model, 50, 7))
    assert not np.array_equal(hazard.rates(model, 50, 7), hazard.rates(model, 50, 8))
