"""Follow one person under two policies with the same luck: `tilltro follow`."""

from __future__ import annotations

from dataclasses import replace

from simulation.analyses.stories.person import load_person, person_names
from simulation.base.errors import InputError
from simulation.base.texts import text
from simulation.cli.circumstances import table_lines
from simulation.cli.follow import FollowRequest, request_follow
from simulation.cli.lookup import CONFIG_DIR, LANGUAGE, read_words, source_names
from simulation.cli.options import take_details
from simulation.cli.run_analysis import run_analysis
from simulation.cli.terminal import say, show, table
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
    for line in table_lines(asked.request.settings, asked.request.language):
        say(line)
    return run_analysis(asked, is_all)
