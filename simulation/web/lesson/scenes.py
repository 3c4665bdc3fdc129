"""Which comparisons the lesson ships computed: a scene for every position of its switches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product

from simulation.base.texts import text
from simulation.study.defaults import PAIR, USUAL_PRACTICE
from simulation.study.settings import Settings
from simulation.study.settings_reader import make_settings
from simulation.study.unknowns import unknowns
from simulation.study.worlds import USUAL

CLASS, MINISTRY = "staircase_and_coordinated", "carrot_and_stick"  # experiments of `configs/experiment/`
STAIRCASE, COORDINATED = PAIR
STICK, CARROT, PRACTICE = "aig_sanctions", "jobfirst", USUAL_PRACTICE
OPEN = "open"  # how much of the progress is caused is drawn, as in every comparison
CAUSED = "progression.causal_share"
# How much of the published progress is caused by the measures: the stops that set nothing else.
STOPS: Mapping[str, float | None] = {
    OPEN: None, **{stop.name: stop.values[CAUSED] for stop in unknowns()[CAUSED].stops if not stop.is_corner},
}  # fmt: skip
BELIEFS = {"causes": USUAL, "predicts": "no_belief_effect"}  # the world of each
MARKETS = ("steady", "recession")
WORLDS = (USUAL, "sanctions_work", "sanctions_and_withdrawal", "demands_without_harm", "support_without_effect")
CLASS_POLICIES = ("staircase_dose_matched", "coordinated_dose_matched", COORDINATED)
CLASS_QUARTERS, MINISTRY_QUARTERS = 16, 40


@dataclass(frozen=True)
class Scene:
    """A comparison, and the position of each switch that it belongs to."""

    experiment: str
    switches: tuple[str, ...]
    policies: tuple[str, ...]
    baseline: str
    n_quarters: int
    world: str
    labour_market: str
    parameters: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The positions of the switches in one word."""
        return ".".join(self.switches)

    def settings(self) -> Settings:
        """Return the settings of its comparison."""
        return make_settings(
            self.policies,
            baseline=self.baseline,
            n_quarters=self.n_quarters,
            world=self.world,
            labour_market=self.labour_market,
            parameters=self.parameters,
        )


def stop_label(stop: str, language: str) -> str:
    """Return what a position of the first switch is called."""
    named = {known.name: known.label for known in unknowns()[CAUSED].stops}
    return text("lesson.what_if.open", language) if stop == OPEN else named[stop][language]


def class_scenes() -> tuple[Scene, ...]:
    """Return the scenes of the class; the arms that tell dose from order are in the first alone, as nothing is set."""
    return tuple(
        Scene(
            CLASS,
            (stop, belief, market),
            CLASS_POLICIES if (stop, belief, market) == (OPEN, "causes", "steady") else (COORDINATED,),
            STAIRCASE,
            CLASS_QUARTERS,
            BELIEFS[belief],
            market,
            {} if share is None else {"progression": {"causal_share": share}},
        )
        for (stop, share), belief, market in product(STOPS.items(), BELIEFS, MARKETS)
    )


def ministry_scenes() -> tuple[Scene, ...]:
    """Return the scenes of carrot and stick."""
    return tuple(
        Scene(MINISTRY, (world, market), (STICK, CARROT), PRACTICE, MINISTRY_QUARTERS, world, market)
        for world, market in product(WORLDS, MARKETS)
    )
