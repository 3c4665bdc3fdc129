"""One person followed, from an address: `/follow/story?person=henrik&policy=coordinated&against=staircase`.

The numbers are those of `tilltro follow henrik policy=coordinated against=staircase`, with the settings of the address.
A policy of the visitor's own (`own.measures=sequence`) stands in the place of `policy`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from simulation.analyses.defaults import FollowDefaults
from simulation.analyses.stories.asked import StoryAsked
from simulation.analyses.stories.files import read_story, write_story
from simulation.analyses.stories.person import load_person, person_names
from simulation.base.errors import InputError
from simulation.base.texts import text
from simulation.base.threads import Cancel
from simulation.report.answer.question import load_question
from simulation.study.changes import changes, run_size
from simulation.web.addresses import EXPERIMENT, LANGUAGE, TABLE, UPLOAD, Asked, read_address
from simulation.web.composed import PREFIX
from simulation.web.forms import (
    NO_PROBLEM,
    Item,
    Problem,
    Select,
    beside_field,
    policy_select,
    selects_as_typed,
)
from simulation.web.pages import FOLLOW, STORY, Link, Where, render
from simulation.web.runs import check_size

NOT_HERE = ("policies", "baseline", EXPERIMENT, "n_replications", "population.missing", "config_dir", TABLE, UPLOAD)


def read_follow(pairs: Sequence[tuple[str, str]]) -> StoryAsked:
    """Return what an address asks for; what it leaves out is as usual.

    Raises:
        InputError: if a setting is unknown, stands there twice, or its value isn't allowed.
    """
    own = {"person": person_names()[0], "policy": FollowDefaults.POLICY, "against": FollowDefaults.AGAINST}
    given: set[str] = set()
    others = []
    for name, value in pairs:
        if name in NOT_HERE:
            raise InputError("not_with_follow", name=name)
        if name not in own:
            others.append((name, value))
        elif name in given:
            raise InputError("given_twice", name=name)
        elif value.strip():
            given.add(name)
            own[name] = value.strip()
    is_composed = any(name.startswith(PREFIX) and value.strip() for name, value in others)
    if is_composed and "policy" in given:
        raise InputError("given_twice", name="policy")
    if own["policy"] == own["against"] and not is_composed:
        raise InputError("same_policy_twice", name=own["policy"])
    person = load_person(own["person"])
    shipped = [] if is_composed else [("policies", own["policy"])]
    asked = read_address([*shipped, ("baseline", own["against"]), *others])
    check_size(asked)
    return StoryAsked(asked.settings, person, asked.language, FollowDefaults.N_PATHS)


def story_page(followed: StoryAsked, cancel: Cancel) -> bytes:
    """Return the page of a story, which needs nothing else; some seconds of work.

    Raises:
        Cancelled: when `cancel` says so.
        InputError: if hardly anybody answers the first form as the person did.
    """
    from simulation.report.story.page import write_page  # draws pictures, which takes slow imports

    found = followed.follow(cancel=cancel)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_story(found, folder)  # the page of the command has the numbers of its files, and so has this one
        shown = followed.chronicle(read_story(folder, followed.policy))
        return write_page(shown, folder, followed.content_hash).read_bytes()


def follow_page(where: Where, problem: Problem = NO_PROBLEM) -> str:
    """Return the form: whom to follow, and under which two policies."""
    language = where.language
    persons = tuple(Item(name, load_person(name).label[language]) for name in person_names())
    selects = (
        Select("person", text("web.follow.person", language), persons),
        policy_select("policy", text("web.follow.policy", language), FollowDefaults.POLICY, language),
        policy_select("against", text("web.own.baseline", language), FollowDefaults.AGAINST, language),
    )
    about = [(load_person(name).label[language], load_person(name).summary[language]) for name in person_names()]
    title = text("web.follow.title", language)
    story = f"{where.base}{STORY}"
    chosen, problem = selects_as_typed(selects, dict(where.query)), beside_field(problem, selects, language)
    return render(
        "follow",
        title,
        where,
        selects=chosen,
        about=about,
        n_paths=FollowDefaults.N_PATHS,
        problem=problem,
        story=story,
    )


def follow_links(where: Where, asked: Asked) -> list[Link]:
    """Return a link for each person to their story under the pair that a comparison is about, settings kept.

    There is none for people of a visitor's own table, among whom nobody of this program's belongs.
    """
    settings = asked.settings
    policies = [name for name in settings.policies if name != settings.baseline]
    if settings.population.sent is not None or not policies:
        return []
    kept = [
        (name, value.strip("[]")) for name, value in (*run_size(settings), *changes(settings)) if name not in NOT_HERE
    ]
    question = load_question(asked.name)
    first, against = policies[0], settings.baseline
    if question is not None and asked.composed is None:  # the pair that the answer is about
        first, against = question.policy, question.against
    policy = [("policy", first)] if asked.composed is None else asked.composed.pairs()
    pair = [*policy, ("against", against)]
    labels = [settings.policy_label(name, where.language) for name in (first, against)]
    return [
        Link(
            where.href(STORY, urlencode([("person", name), *pair, *kept, (LANGUAGE, where.language)], safe=",")),
            text(
                "follow.title",
                where.language,
                name=load_person(name).label[where.language],
                policy=labels[0],
                against=labels[1],
            ),
        )
        for name in person_names()
    ] + [Link(where.href(FOLLOW), text("web.follow.others", where.language))]
