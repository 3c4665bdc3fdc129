"""Policies: who gets what and when, composed from elements; they see only what an office knows."""

from simulation.model.policies.loader import load_policy, policy_names, sent_policy, shipped_with_role
from simulation.model.policies.policy import Policy, build_policy
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView

__all__ = [
    "OfficeView",
    "Policy",
    "Proposal",
    "build_policy",
    "load_policy",
    "policy_names",
    "sent_policy",
    "shipped_with_role",
]
