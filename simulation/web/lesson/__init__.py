"""The lesson and the briefing: a class in five steps, carrot or stick, sheets to print, and all of it in one file.

Everything shown was computed beforehand: `scenes.py` says what, `make.py` computes it (`python -m
simulation.web.lesson.make`, some minutes), `data.py` reads what ships. The answers are those of the report's own answer
block, made anew from the numbers of the single runs (`answers.py`).

A server mounts the pages like this; they hold no inline script, style or handler:

    from simulation.web.lesson.pages import css, page, script

    css(), script()                          # to be given at two addresses of its own
    page("class", "sv", css_address="/static/lesson.css", script_address="/static/lesson.js",
         links={"start": "/?language=sv", "ministry": "/ministry?language=sv", ...},
         languages={"en": "/class?language=en", ...})

The views are `class`, `ministry`, `pupil` and `teacher`. The script stands in the page of the class and in `ministry`;
its data stand in the page as JSON, which isn't run. `offline_file(language)` is all of it as one file.
"""
