"""Reports: pages of HTML that need nothing else, and figures as SVG.

Each report has a folder (comparison, contrary, office, scoreboard, sensitivity, story, sweep, targeting, trials) with
its template, what fills it in, and its figures. `answer` makes the question and the sentence that answers it, `charts`
the pictures that pages hold as SVG; what all of them share is here.
"""
