"""The comparison as a notebook calls it: tables in, tables out.

Run it with: python examples/compare_in_a_notebook.py
"""

import simulation

tables = simulation.compare(
    ["staircase", "staircase_dose_matched", "coordinated_dose_matched", "coordinated"],
    baseline="observed_mix",
    n_replications=10,
    progress=lambda n_done, n_asked: print(f"{n_done} of {n_asked} replications", end="\r"),
)  # cancel=... stops it: a function that returns True when it is to
last = tables.contrasts.query("group == 'all' and outcome == 'first_job' and quarter == 16")
print(last[["policy", "difference", "mc_low", "mc_high", "variance_reduction"]].to_string(index=False))
