"""What a policy stands for in a report, so that pages ask for a role and not for the name of a file.

Code that says what a comparison found asks for roles: whoever renames a policy's file keeps its paragraph and figure,
and a policy of one's own that takes a role gets them too. Code that chooses which policies are run may name them: usual
practice and the pair compared by default (`simulation/study/defaults.py`), the scenes of the lesson
(`simulation/web/lesson/scenes.py`), the policies that published findings are about
(`simulation/analyses/validation/policy_findings.py`), and the files in `configs/`.
"""

from __future__ import annotations

CARROT = "carrot"  # support: trust, and work with employers
STICK = "stick"  # demands and sanctions
STAIRCASE = "staircase"  # one measure at a time
COORDINATED = "coordinated"  # several measures at once
THINNED = "thinned"  # coordinated, with as few measures in all as the staircase
REINFORCED = "reinforced"  # the staircase, with as many measures in all as coordinated
ROLES = (CARROT, STICK, STAIRCASE, COORDINATED, THINNED, REINFORCED)
