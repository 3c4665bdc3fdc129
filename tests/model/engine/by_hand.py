"""A client's quarter in plain Python, written from docs/model.md: no rule, derived value or record of the model.

Parameters and interventions are read from their YAML files; luck comes as given. What it shares with the model is the
list of columns and the draws.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

from simulation.base.resources import configs, read_yaml

GROUPS = ("job_entry", "client_time", "practice", "belief", "progression", "weights", "trust", "distress", "exits",
          "hours", "medication", "incentives", "matched_jobs", "sanctions", "questionnaire")  # fmt: skip
P = {
    group: {
        name: item["central"] for name, item in read_yaml(configs().joinpath("parameters", f"{group}.yaml")).items()
    }
    for group in GROUPS
}
MEASURES = read_yaml(configs().joinpath("interventions.yaml"))["interventions"]
INDICATORS = ("knowledge", "concentration", "own_belief", "goals", "contact", "cooperation", "network", "everyday_life",
              "health", "job_search")  # fmt: skip
MEDICINES = ("anxiety", "antidepressant", "painkiller", "lifestyle", "antipsychotic", "addiction")
SHARES = {"client": (23, 22.9, 22.5, 17.7, 13.9), "caseworker": (26.4, 23.6, 27.8, 16.5, 5.8)}  # F8 and F7
BENEFIT, HOURS, SUPPORTED, NEW_START, ORDINARY, EDUCATION, PENSION, OTHER = range(8)
WEEK, LARGEST_GAIN = 37.0, 4.0
KEPT = 1.0 - P["progression"]["return_rate"]
LOADING = P["progression"]["loading"]
SPECIFIC_SD = math.sqrt(1.0 - LOADING**2)
IMPRESSION_SD = math.sqrt(1.0 - P["belief"]["readiness"] ** 2 - P["belief"]["leniency"] ** 2)


def scaled_weights() -> dict[str, float]:
    """Return the weights of the indicators, scaled so that readiness has SD 1 at intake."""
    raw, p = P["weights"], P["progression"]
    general = p["setpoint_sd"] ** 2 + p["deviation_shock"] ** 2 / (1.0 - KEPT**2)
    variance = (sum(raw.values()) * LOADING) ** 2 * general + SPECIFIC_SD**2 * sum(w * w for w in raw.values())
    return {name: raw[name] / math.sqrt(variance) for name in INDICATORS}


WEIGHT = scaled_weights()


def selected_on_average() -> float:
    """Return how far those given measures would have moved anyway, over all clients: D1 to D9 has the shares of 99.

    26 and 8 have measures without job focus, 24 job focus alone, 18 job focus and 12 / 7 other groups on average.
    """
    p = P["progression"]
    job, others, accompanying = (p[f"selection_{k}"] for k in ("job_focus", "without_job_focus", "accompanying"))
    return (34 * others + 24 * job + 18 * (job + 12 / 7 * accompanying)) / 99


def pushes(measures: list[str]) -> dict[str, float]:
    """Return what the measures give each indicator this quarter, before the client's own response.

    All of the published places counts as caused (`causal_share` 1), less who was selected for the kind of measure;
    what practice gives on average is known whoever was selected, so that is spread over everybody.
    """
    p = P["progression"]
    everywhere = selected_on_average() / sum(WEIGHT.values())
    if not measures:
        return dict.fromkeys(INDICATORS, everywhere + p["gain_without_measure"] / sum(WEIGHT.values()))
    kinds = {
        kind: [m for m in measures if MEASURES[m]["group"] == kind]
        for kind in ("job", "competence", "social", "health")
    }
    strength = {kind: 1.0 + p["second_measure"] * (len(of_kind) - 1) for kind, of_kind in kinds.items() if of_kind}
    found = dict.fromkeys(INDICATORS, everywhere)
    for kind, times in strength.items():
        if kind == "job":
            size = p["gain_job_focus"] - p["selection_job_focus"]
        elif "job" in strength:
            size = p["gain_accompanying"] - p["selection_accompanying"]
        else:
            size = (p["gain_without_job_focus"] - p["selection_without_job_focus"]) / sum(strength.values())
        for measure in kinds[kind]:
            reached = MEASURES[measure]["acts_on"]
            for name in reached:
                found[name] += size * times / len(kinds[kind]) / sum(WEIGHT[other] for other in reached)
    return found


def quarter(client: dict[str, Any], leniency: float, effectiveness: float, z: Any, u: Any) -> dict[str, Any]:
    """Return the client at the quarter's end; the plan is written, `z` [36] and `u` [12] are normals and uniforms."""
    c = dict(client)
    is_served = c["state"] <= HOURS
    measures = [name for bit, name in enumerate(MEASURES) if c["interventions"] >> bit & 1]
    _indicators(c, measures, is_served, z)
    is_sanctioned = is_served and _meeting(c, leniency, z[12], u[11])
    if is_served:
        _forms(c, leniency, z, u)
    luck = [*u[4:9], NormalDist().cdf(z[33])]
    _health(c, measures, is_served, is_sanctioned, z[11], luck)
    if is_served:
        _ways_off(c, measures, effectiveness, u)
    elif c["state"] <= EDUCATION and u[2] < _end(c["state"]):
        c["state"] = BENEFIT
        c["belief"] = _belief(c, leniency)
    c["n_quarters_worked"] += SUPPORTED <= c["state"] <= ORDINARY
    return c


def _end(state: int) -> float:
    return float(P["exits"]["education_end"] if state == EDUCATION else P["job_entry"]["job_loss"])


def levels(c: dict[str, Any]) -> list[float]:
    """Return the ten indicators."""
    return [LOADING * (c["setpoint"] + c["deviation"]) + s + g for s, g in zip(c["specific"], c["gain"], strict=True)]


def _indicators(c: dict[str, Any], measures: list[str], is_served: bool, z: Any) -> None:
    p = P["progression"]
    push = pushes(measures) if is_served else dict.fromkeys(INDICATORS, 0.0)
    hope = P["belief"]["contagion"] * c["belief"] * c["trust"] if is_served else 0.0
    c["deviation"] = KEPT * c["deviation"] + p["deviation_shock"] * z[10]
    for k, name in enumerate(INDICATORS):
        given = push[name]
        if given > 0.0:
            given *= c["response"] * max(0.0, 1.0 - p["match"] * c["specific"][k])
        gain = KEPT * c["gain"][k] + given + (hope if name in ("own_belief", "job_search") else 0.0)
        c["gain"][k] = min(LARGEST_GAIN, max(-LARGEST_GAIN, gain))
        c["specific"][k] = KEPT * c["specific"][k] + SPECIFIC_SD * math.sqrt(1.0 - KEPT**2) * z[k]
    c["readiness"] = sum(WEIGHT[name] * level for name, level in zip(INDICATORS, levels(c), strict=True))


def _belief(c: dict[str, Any], leniency: float) -> float:
    b = P["belief"]
    own = b["readiness"] * c["readiness"] + b["leniency"] * leniency + IMPRESSION_SD * c["impression"]
    t = P["client_time"]
    by_time = t["effect"] * t["by_belief"] * math.log(1.0 + c["extra_time"]) / P["job_entry"]["belief"]
    return float(own + b["support"] * c["belief_support"] + by_time)


def _meeting(c: dict[str, Any], leniency: float, impression: float, luck: float) -> bool:
    is_sanctioned = bool(luck < P["sanctions"]["non_compliance"] * c["demands"] * c["sanctioning"])
    c["n_sanctions"] += is_sanctioned
    if c["has_new_caseworker"]:
        c["impression"] = impression
    else:
        t = P["trust"]
        grown = t["gain"] + t["gain_close_relation"] * c["close_relation"]
        lost = t["loss_from_demands"] * c["demands"] + t["loss_from_sanction"] * is_sanctioned
        c["trust"] = min(1.0, max(0.0, c["trust"] + grown - lost))
    c["belief"] = _belief(c, leniency)
    return is_sanctioned


def _health(c: dict[str, Any], measures: list[str], is_served: bool, is_sanctioned: bool, shock: float, u: Any) -> None:
    d, m, who = P["distress"], P["medication"], "psychiatric" if c["is_psychiatric"] else "other"
    rise, transient = 0.0, 0.0
    is_active = bool(measures) if is_served else SUPPORTED <= c["state"] <= EDUCATION
    if is_served:
        rise = d[f"demands_{who}"] * c["demands"] + d[f"sanction_{who}"] * is_sanctioned
        transient = d["belief"] * c["belief"] * c["trust"] + d["benefit_cut"] * c["benefit_cut"]
    away = (1.0 - d["return_rate"]) * (c["distress"] - c["distress_level"])
    # all of the rise is felt; the lasting share of it goes into the level
    c["distress"] = c["distress_level"] + away + rise + transient + d["activity"] * is_active + d["shock"] * shock
    c["distress_level"] += d["lasting_share"] * rise
    for k, name in enumerate(MEDICINES):
        starts = math.exp(m[f"{name}_start"] + m[f"{name}_distress"] * c["distress"])
        c["medication"][k] = int(u[k] >= (m["stop"] if c["medication"][k] else math.exp(-starts)))


def _job_rate(c: dict[str, Any], index: float, measures: list[str]) -> float:
    j, i = P["job_entry"], P["incentives"]
    lost = min(1.0, sum(MEASURES[m]["weekly_hours"] * MEASURES[m]["lock_in"] for m in measures) / WEEK)
    near = 1.0 / (1.0 + math.exp(-i["steepness"] * (c["readiness"] - i["near"])))
    log_rate = j["intercept"] + index + j["ordinary_hours"] * (c["state"] == HOURS) + j["lock_in"] * lost
    further = c["meetings"] - P["practice"]["meetings"] / 13
    log_rate += (j["meetings"] + j["meetings_readiness"] * c["readiness"]) * further + j["demands"] * c["demands"]
    log_rate += j["matching"] * c["matching"] + j["subsidy"] * c["subsidy"]
    t = P["client_time"]  # part of its effect comes by belief
    by_contact = t["by_contact"] * (1.0 + c["readiness"])
    log_rate += t["effect"] * math.log(1.0 + c["extra_time"]) * (by_contact + 1.0 - t["by_contact"] - t["by_belief"])
    log_rate += near * (i["bonus"] * c["bonus"] + i["benefit_cut"] * c["benefit_cut"])
    network = levels(c)[INDICATORS.index("network")]
    own = c["responsiveness"] * j["own_employer"] * math.exp(j["own_employer_network"] * network)
    return math.exp(log_rate) + float(own)


def _ways_off(c: dict[str, Any], measures: list[str], effectiveness: float, u: Any) -> None:
    j, e, h = P["job_entry"], P["exits"], P["hours"]
    index = j["readiness"] * c["readiness"] + j["belief"] * c["belief"]
    index += j["effectiveness"] * effectiveness - j["trust"] * (1.0 - c["trust"])
    application = math.exp(e["pension_application"] + e["pension_distress"] * c["distress"])
    rates = {
        "job": _job_rate(c, index, measures),
        "education": math.exp(e["education"] + e["education_readiness"] * c["readiness"]),
        "refusal": (1.0 - e["award_share"]) * application,
        "pension": e["award_share"] * application,
        "other": e["other_exit"] * (1.0 + (e["withdrawal_factor"] - 1.0) * c["demands"]),
    }
    total = sum(rates.values())
    chance = {way: (1.0 - math.exp(-total)) * rate / total for way, rate in rates.items()}
    stays_until = 1.0 - chance["refusal"] - chance["pension"] - chance["other"]
    if u[0] < chance["job"]:
        c["state"], c["has_worked"] = _kind_of_job(c, u[1]), 1
    elif u[0] < chance["job"] + chance["education"]:
        c["state"] = EDUCATION
    elif u[0] >= 1.0 - chance["other"]:
        c["state"] = OTHER
    elif u[0] >= 1.0 - chance["other"] - chance["pension"]:
        c["state"] = PENSION
    else:
        if u[0] >= stays_until:
            c["n_pension_refusals"] += 1
            c["distress"] += P["distress"]["refusal"]
        contact = max([c["employer_contact"], *(MEASURES[m]["employer_contact"] for m in measures)])
        begins = math.exp(-math.exp(h["intercept"] + h["index"] * index + h["employer_contact"] * contact))
        c["state"] = HOURS if u[3] >= (h["ending"] if c["state"] == HOURS else begins) else BENEFIT


def _kind_of_job(c: dict[str, Any], luck: float) -> int:
    j, m, sex = P["job_entry"], P["matched_jobs"], "men" if c["is_man"] else "women"
    matching, subsidy = j["matching"] * c["matching"], j["subsidy"] * c["subsidy"]
    usual = math.exp(-matching - subsidy)  # the others are there for the programme alone
    matched = (1.0 - usual) * matching / (matching + subsidy) if matching + subsidy else 0.0
    ordinary = usual * j["ordinary_share"] + matched * m[f"ordinary_{sex}"]
    supported = usual * (1.0 - j["ordinary_share"]) * j["supported_share"] + matched * m[f"supported_{sex}"]
    supported += 1.0 - usual - matched
    if luck < ordinary:
        return ORDINARY
    return SUPPORTED if luck < ordinary + supported else NEW_START


def _forms(c: dict[str, Any], leniency: float, z: Any, u: Any) -> None:
    q = P["questionnaire"]
    seen, colour = [q["reliability"] * level for level in levels(c)], q["rater_leniency"] * leniency
    if u[9] >= q["non_response"]:
        error = math.sqrt(1.0 - q["reliability"] ** 2)
        c["client_answer"] = [_step(level + error * z[13 + k], "client") for k, level in enumerate(seen)]
    if u[10] >= q["non_response"]:
        error = math.sqrt(1.0 - q["reliability"] ** 2 - q["rater_leniency"] ** 2)
        answers = [_step(level + colour + error * z[23 + k], "caseworker") for k, level in enumerate(seen)]
        c["caseworker_answer"] = [*answers, _step(c["belief"], "caseworker")]


def _step(value: float, form: str) -> int:
    shares = SHARES[form]
    cuts = [NormalDist().inv_cdf(sum(shares[:k]) / sum(shares)) for k in range(1, 5)]
    return 1 + sum(value >= cut for cut in cuts)
