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
N_GROUPS = (2, 3, 5)  # groups of the learned rules: leaves of a tree
SMALLEST_LEAF = 0.05  # share of all people


def learn(sample: Sequence[People]) -> list[Rule]:
    """Return the rules learned from people who have all answered, each once; none where no fact predicts the gain."""
    from sklearn.tree import DecisionTreeRegressor  # a slow import

    seen = np.vstack([np.column_stack([FACTS[fact](one.view) for fact in LEARNED_FROM]) for one in sample])
    effect = np.concatenate([one.effect for one in sample])
    is_known = ~np.isnan(seen).any(axis=1)
    largest = DecisionTreeRegressor(max_leaf_nodes=max(N_GROUPS), min_samples_leaf=SMALLEST_LEAF, random_state=0)
    tree = largest.fit(seen[is_known], effect[is_known]).tree_
    rules: list[Rule] = []
    for n_groups in N_GROUPS:
        first = groups_in_order(tree, n_groups)
        if first and all(rule.first != first for rule in rules):
            rules.append(Rule(f"learned_{n_groups}", first=first))
    return rules


def groups_in_order(tree: Any, n_groups: int) -> tuple[str, ...]:
    """Return the leaves of a tree cut back to so many, as conditions; the largest mean first, the last is all others.

    The tree was grown best first: each split adds two nodes, the best split that is left, so that the tree with fewer
    leaves is made of its first nodes.
    """
    leaves = sorted(_leaves(tree, 2 * n_groups - 1, 0, {}), key=lambda leaf: -leaf[0])
    return tuple(words for _, words in leaves[:-1])


def _leaves(tree: Any, n_nodes: int, node: int, bounds: dict[tuple[str, str], int]) -> Iterator[tuple[float, str]]:
    """Yield mean and conditions of each leaf under a node, among so many first nodes; the nearest bounds are kept."""
    if not 0 <= tree.children_left[node] < n_nodes:
        yield (
            float(tree.value[node].ravel()[0]),
            " and ".join(f"{fact} {sign} {at}" for (fact, sign), at in bounds.items()),
        )
        return
    fact, at = LEARNED_FROM[tree.feature[node]], math.floor(tree.threshold[node])
    yield from _leaves(tree, n_nodes, tree.children_left[node], {**bounds, (fact, "<="): at})
    yield from _leaves(tree, n_nodes, tree.children_right[node], {**bounds, (fact, ">"): at})
