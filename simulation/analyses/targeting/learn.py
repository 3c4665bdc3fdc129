"""Short rules learned from simulated people: shallow trees of what the measure gives, as groups in an order.

With few places the best use of a tree is to fill its leaves in the order of their mean gain, which is what the element
`ranked_by` does with groups; a lottery decides within a leaf.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.targeting.people import People
from simulation.analyses.targeting.rules import Rule
from simulation.model.indicators import CARRIED, Indicator
from simulation.model.policies.elements.seen import FACTS

Floats = NDArray[np.float64]
# What may be learned from. Sex is left out; origin and diagnosis aren't among what an office sees here.
LEARNED_FROM = (
    "age",
    "quarters_on_benefit",
    "unskilled",
    "index",
    "client_index",
    *(indicator.id for indicator in Indicator),
    *(f"client_{indicator.id}" for indicator in CARRIED),
)
N_GROUPS = (2, 3, 5)  # of the rules learned: leaves of a tree
SMALLEST_LEAF = 0.05  # share of all people


def learn(sample: Sequence[People]) -> list[Rule]:
    """Return the rules learned from people who have all answered, each once; none where nothing tells people apart."""
    from sklearn.tree import DecisionTreeRegressor  # a slow import

    seen = np.vstack([np.column_stack([FACTS[fact](one.view) for fact in LEARNED_FROM]) for one in sample])
    effect = np.concatenate([one.effect for one in sample])
    is_known = ~np.isnan(seen).any(axis=1)
    rules: list[Rule] = []
    for n_groups in N_GROUPS:
        tree = DecisionTreeRegressor(max_leaf_nodes=n_groups, min_samples_leaf=SMALLEST_LEAF, random_state=0)
        first = groups_in_order(tree.fit(seen[is_known], effect[is_known]).tree_)
        if first and all(rule.first != first for rule in rules):
            rules.append(Rule(f"learned_{n_groups}", first=first))
    return rules


def groups_in_order(tree: Any) -> tuple[str, ...]:
    """Return the leaves of a tree as conditions, that of the largest mean first; the last one is all others."""
    leaves = sorted(_leaves(tree, 0, {}), key=lambda leaf: -leaf[0])
    return tuple(words for _, words in leaves[:-1])


def _leaves(tree: Any, node: int, bounds: dict[tuple[str, str], int]) -> Iterator[tuple[float, str]]:
    """Yield mean and conditions of each leaf under a node; of several bounds on a fact the nearest is kept."""
    if tree.children_left[node] < 0:
        yield (
            float(tree.value[node].ravel()[0]),
            " and ".join(f"{fact} {sign} {at}" for (fact, sign), at in bounds.items()),
        )
        return
    fact, at = LEARNED_FROM[tree.feature[node]], math.floor(tree.threshold[node])
    yield from _leaves(tree, tree.children_left[node], {**bounds, (fact, "<="): at})
    yield from _leaves(tree, tree.children_right[node], {**bounds, (fact, ">"): at})
