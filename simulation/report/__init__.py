"""Reports: pages of HTML that need nothing else, and figures as SVG.

A folder a report (comparison, contrary, scoreboard, sensitivity, story, sweep, targeting) holds its template, what
fills it in, and its figures. What all of them share is here.
"""
