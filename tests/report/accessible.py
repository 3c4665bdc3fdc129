"""What a page owes to readers who see little, use the keyboard or are made ill by motion, as a browser shows it."""

from __future__ import annotations

from typing import Any

TEXT_CONTRAST = 4.5  # WCAG 2.2, 1.4.3 (AA); large text may have less, which isn't made use of
MARK_CONTRAST = 3.0  # 1.4.11: of rings and of signs without letters or digits

LIGHT = """
const parts = colour => (colour.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
};
const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
};
const behind = node => {
    for (let at = node; at; at = at.parentElement) {
        const [r, g, b, alpha = 1] = parts(getComputedStyle(at).backgroundColor);
        if (alpha > 0) return [r, g, b];
    }
    return [255, 255, 255];
};
"""


FOCUS = "document.activeElement.id"


def becomes(page: Any, expression: str, value: str) -> None:
    """Wait until a page's expression has a value, for a browser follows keys and addresses after the call is back."""
    from playwright.sync_api import TimeoutError as TooLate

    try:
        page.wait_for_function(f"value => ({expression}) === value", arg=value, timeout=10_000)
    except TooLate:
        assert page.evaluate(expression) == value


def check(page: Any) -> None:
    """Check an open page."""
    text_can_be_read(page)
    nothing_moves(page)
    tables_say_what_they_hold(page)
    focus_can_be_seen(page)


def text_can_be_read(page: Any) -> None:
    """Every text stands out from what is behind it, in figures too."""
    faint = page.evaluate(
        "([textLimit, markLimit]) => {"
        + LIGHT
        + """
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const found = [];
        for (let node; node = texts.nextNode();) {
            const owner = node.parentElement;
            if (!node.textContent.trim() || owner.closest('title, desc, style')) continue;
            const style = getComputedStyle(owner);
            const [r, g, b, alpha = 1] = parts(owner.closest('svg') ? style.fill : style.color);
            const seen = contrast([r, g, b], behind(owner));
            const limit = /[\\p{L}\\p{N}]/u.test(node.textContent) ? textLimit : markLimit;
            if (alpha * style.opacity < 1 || seen < limit) found.push([node.textContent.trim(), seen]);
        }
        return found;
    }""",
        [TEXT_CONTRAST, MARK_CONTRAST],
    )
    assert faint == [], faint


def nothing_moves(page: Any) -> None:
    """Nothing is animated, so there is nothing to switch off for who asks for reduced motion."""
    moving = page.evaluate("""
        [...document.querySelectorAll('*')].filter(node => {
            const style = getComputedStyle(node);
            return style.animationName !== 'none' || style.transitionDuration !== '0s'
                || style.scrollBehavior === 'smooth';
        }).map(node => node.tagName)
    """)
    assert moving == [], moving


def tables_say_what_they_hold(page: Any) -> None:
    """Every table has a name, and every cell a heading of its row and one of its column."""
    wrong = page.evaluate("""
        [...document.querySelectorAll('table')].filter(table => {
            const name = table.caption || table.closest('[aria-label]');
            const columns = [...table.tHead.rows[0].cells];
            const rows = [...table.tBodies[0].rows];
            return !name || !columns.every(cell => cell.matches('th[scope=col]') && cell.textContent.trim())
                || !rows.every(row => row.cells[0].matches('th[scope=row]') && row.cells.length === columns.length);
        }).map(table => table.outerHTML.slice(0, 200))
    """)
    assert wrong == [], wrong


def focus_can_be_seen(page: Any) -> None:
    """Going through the page with the Tab key reaches everything that can have the focus, each time with a ring.

    What is folded can't have it before it is opened, with the keyboard too.
    """
    page.reload()  # the keyboard begins at the top again
    wanted = page.evaluate("""[...document.querySelectorAll('a[href], summary, [tabindex="0"]')]
        .filter(node => node.checkVisibility({contentVisibilityAuto: true})).length""")
    reached = set()
    for _ in range(wanted):
        page.keyboard.press("Tab")
        reached.add(_ring_can_be_seen(page))
    assert len(reached) == wanted, reached
    page.reload()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the first link moves the focus to a heading
    assert _ring_can_be_seen(page) not in reached


def _ring_can_be_seen(page: Any) -> str:
    """Check the ring around what has the focus, and return what and where that is."""
    node, style, width, ring, is_within = page.evaluate(
        "() => {"
        + LIGHT
        + """
        const node = document.activeElement, style = getComputedStyle(node), box = node.getBoundingClientRect();
        const place = [...document.querySelectorAll('*')].indexOf(node);
        return [`${place}: ${node.outerHTML.slice(0, 80)}`, style.outlineStyle, parseFloat(style.outlineWidth),
                contrast(parts(style.outlineColor), behind(node.parentElement)), box.right > 0 && box.bottom > 0];
    }"""
    )
    assert style == "solid", node
    assert width >= 2, node
    assert ring >= MARK_CONTRAST, (node, ring)
    assert is_within, node
    return str(node)
