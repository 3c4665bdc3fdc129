"""Follow one person under two policies with the same luck: `tilltro follow`."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from importlib import import_module

from simulation.analyses.stories.person import load_person, person_names
from simulation.base.errors import InputError
from simulation.base.texts import text
from simulation.cli.circumstances import table_lines
from simulation.cli.follow import FollowRequest, chronicle, read_results, request_follow, simulate, write_results
from simulation.cli.lookup import CONFIG_DIR, LANGUAGE, read_words, source_names
from simulation.cli.options import more, shortened, take_details
from simulation.cli.progress import compile_first, progress
from simulation.cli.story import story_parts, tendency_parts
from simulation.cli.terminal import say, show, show_place, table
from simulation.cli.typed import Typed


def main(typed: Typed) -> int:
    """Follow the person that the arguments name, or list those there are; return the exit status."""
    names = typed.words
    if len(names) > 1:
        raise InputError("one_name", command="tilltro follow", name=names[1])
    if names:
        is_all, others = take_details(typed)
        return _follow(request_follow(names[0], replace(others, words=())), is_all)
    typed.refuse(set(typed.settings) - {LANGUAGE, CONFIG_DIR}, "person_missing")
    return _list_persons(typed)


def _list_persons(typed: Typed) -> int:
    asked = read_words(typed, (LANGUAGE, CONFIG_DIR))
    rows = []
    for name in person_names(asked.own_configs):
        person = load_person(name, asked.own_configs)
        rows.append([name, person.summary[asked.language], source_names(person.sources, asked.language)])
    headings = [text(f"cli.lookup.{key}", asked.language) for key in ("name", "meaning", "sources")]
    headings[1] = text("follow.who", asked.language)
    title = text("follow.persons_title", asked.language)
    show(table(headings, rows, title=title, n_text_columns=3), text("follow.persons_hint", asked.language))
    return 0


def _follow(asked: FollowRequest, is_all: bool) -> int:
    request, key = asked.request, asked.content_hash
    language = request.language
    for line in table_lines(request.settings, language):
        say(line)
    place = request.place(key)
    if is_reused := place.is_done():
        shown = read_results(asked, place.folder)
    else:
        start = time.monotonic()
        with place.unfinished() as folder:
            compile_first(language)
            threading.Thread(target=import_module, args=("simulation.report.story.page",), daemon=True).start()
            with progress(asked.n_paths, language) as on_path:
                story, found = simulate(asked, on_path)
            shown = chronicle(asked, story, found)
            say(text("cli.progress.writing", language))
            write_results(asked, shown, found, folder, start)
    if is_all:
        show(*story_parts(shown))
    else:
        show(*shortened(tendency_parts(shown)), more(language))
    show_place(place, is_reused, "report.html", language)
    return 0
