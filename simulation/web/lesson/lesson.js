// The lesson's motion, guesses and votes. Everything else is in the page, shown by the address alone; nothing is kept
// or sent. Types are told in comments, as TypeScript reads them.
"use strict";

/**
 * One moment of a person: look, state, events, measures, answers, place, trust, distress (places in the table of words,
 * -1 for none), and whether there has been a job.
 * @typedef {[number, number, number[], number, number, number, number, number, number]} Moment
 * @typedef {{words: string[], latents: string, latents_away: string, labels: string[],
 *   guess: Record<string, string>, see: Record<string, string>, luck: Record<string, string>,
 *   may_we: Record<string, string>, dots: {luck: string[], facts: string[]}}} Words
 * @typedef {{people: Moment[][][], looks: string[], languages: Record<string, Words>}} Data
 */

const SVG = "http://www.w3.org/2000/svg";
const MOST_GUESSES = 30;
const MILLISECONDS_A_QUARTER = 1100;

/** @type {(text: string, values: Record<string, string | number>) => string} */
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

/** @type {<T extends Element>(selector: string, within?: ParentNode) => T} */
const one = (selector, within = document) => {
  const found = within.querySelector(selector);
  if (!found) throw new Error(`no ${selector}`);
  return /** @type {any} */ (found);
};

/** @type {<T extends Element>(selector: string, within?: ParentNode) => T[]} */
const all = (selector, within = document) => /** @type {any} */ ([...within.querySelectorAll(selector)]);

/** @type {(name: string, look: string, words?: string) => HTMLElement} */
const made = (name, look, words = "") => {
  const node = document.createElement(name);
  node.className = look;
  node.textContent = words;
  return node;
};

/** @type {(node: Element) => boolean} */
const isShown = (node) => node.getClientRects().length > 0;

/** @type {(node: HTMLElement, data: Data) => Words} */
const wordsOf = (node, data) => data.languages[node.dataset.language || ""];

// Moving between steps, views and languages: the address says where, the heading there gets the focus.
function startMoving() {
  const heading = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !isShown(target)) return;
    const title = /** @type {HTMLElement | null} */ (target.querySelector("h1[tabindex], h2[tabindex]"));
    if (title && isShown(title)) title.focus({ preventScroll: true });
    if (!target.classList.contains("step")) return window.scrollTo(0, 0);
    target.scrollIntoView();
  };
  const arrived = () => {
    const language = all(".language").find(isShown);
    if (language) document.documentElement.lang = language.id;
    keepPlaceInOtherLanguages();
    markDoor();
    heading();
  };
  window.addEventListener("hashchange", arrived);
  document.addEventListener("keydown", turn);
  // A link to another language may be followed before the browser has told of the last step.
  document.addEventListener("click", keepPlaceInOtherLanguages, true);
  keepPlaceInOtherLanguages();
  markDoor();
}

// The links to other languages lead to the same step there, in the same file or on a server.
function keepPlaceInOtherLanguages() {
  const place = location.hash.slice(1).replace(/^[a-z]{2}/, "");
  for (const link of all("a[data-language]")) {
    const page = (link.getAttribute("href") || "").split("#")[0];
    if (place || !page) link.setAttribute("href", `${page}#${link.getAttribute("data-language")}${place}`);
  }
}

// In one file, the head says which of its views is shown.
function markDoor() {
  for (const link of all("a[data-door]")) {
    const address = link.getAttribute("href") || "";
    if (!address.startsWith("#")) continue;
    const view = document.getElementById(address.slice(1));
    if (view && isShown(view)) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

/** @type {(event: KeyboardEvent) => void} */
function turn(event) {
  const step = all(".step").find(isShown);
  const from = /** @type {HTMLElement} */ (event.target);
  if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const view = step.closest(".view") || document;
  if (!one(".use-keys", view).checked) return;
  if (from.closest("input:not([type=checkbox]), textarea, select, .crowd, .wide")) return;
  const atEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 4;
  const wanted = { ArrowRight: ".next", ArrowLeft: ".back", PageDown: atEnd ? ".next" : "", PageUp: window.scrollY < 4 ? ".back" : "" }[event.key];
  if (wanted) {
    const link = /** @type {HTMLAnchorElement | null} */ (step.querySelector(`.turn ${wanted}`));
    if (link) {
      event.preventDefault();
      link.click();
    }
  } else if (event.key === "h" || event.key === "H") {
    const answers = all("details.answer-to", step);
    const isOpen = answers.some((answer) => answer.open);
    for (const answer of answers) answer.open = !isOpen;
  }
}

/** @type {(form: HTMLFormElement, words: Words) => void} */
function startGuessing(form, words) {
  const picture = one(".guesses svg", form.parentNode || document);
  const said = one(".said", form);
  const inputs = all("input", form);
  const lines = all("line.base", picture).map((line) => ["x1", "x2", "y1"].map((name) => Number(line.getAttribute(name))));
  /** @type {Map<string, number>} */
  const stacked = new Map();
  let n = 0;
  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const values = inputs.map((input) => input.value.trim());
    const wrong = values.findIndex((value) => !/^\d{1,3}$/.test(value) || Number(value) > 100);
    if (wrong >= 0 || n >= MOST_GUESSES) {
      said.textContent = n >= MOST_GUESSES ? words.guess.full : words.guess.wrong;
      if (n < MOST_GUESSES) inputs[wrong].focus();
      return;
    }
    values.forEach((value, row) => {
      const key = `${row} ${Math.round(Number(value) / 2)}`;
      const level = stacked.get(key) || 0;
      stacked.set(key, level + 1);
      const dot = document.createElementNS(SVG, "circle");
      const [left, right, bottom] = lines[row];
      dot.setAttribute("cx", String(left + ((right - left) * Number(value)) / 100));
      dot.setAttribute("cy", String(bottom - 7 - 10 * (level % 6)));
      dot.setAttribute("r", "5");
      dot.setAttribute("class", `${row ? "mark-accent" : "mark-warm"} guess-dot`);
      picture.append(dot);
    });
    n += 1;
    said.textContent = filled(words.guess.count, { n });
    for (const input of inputs) input.value = "";
    inputs[0].focus();
  });
  one(".clear", form).addEventListener("click", () => {
    for (const dot of all(".guess-dot", picture)) dot.remove();
    stacked.clear();
    n = 0;
    said.textContent = filled(words.guess.count, { n });
  });
}

/** @type {(place: HTMLElement, words: Words, data: Data) => void} */
function startSeeing(place, words, data) {
  const last = data.people[0][0].length - 1;
  const crowds = all(".crowd", place);
  const counts = all(".count", place);
  const play = one(".play", place);
  const told = one(".told", place);
  const when = one(".when", place);
  let quarter = 0;
  let chosen = -1;
  let clock = 0;

  const buttons = crowds.map((crowd, side) =>
    data.people.map((_, person) => {
      const button = /** @type {HTMLButtonElement} */ (made("button", ""));
      button.type = "button";
      button.tabIndex = person ? -1 : 0;
      button.append(made("i", "look"));
      button.addEventListener("click", () => choose(person));
      button.addEventListener("keydown", (event) => walk(event, side, person));
      crowd.append(button);
      return button;
    }),
  );

  /** @type {(event: KeyboardEvent, side: number, person: number) => void} */
  function walk(event, side, person) {
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 10, ArrowUp: -10 }[event.key];
    const ends = { Home: 0, End: buttons[side].length - 1 }[event.key];
    const next = by === undefined ? ends : person + by;
    if (next === undefined) return;
    event.preventDefault();
    if (!buttons[side][next]) return;
    buttons[side][person].tabIndex = -1;
    buttons[side][next].tabIndex = 0;
    buttons[side][next].focus();
  }

  /** @type {(person: number) => void} */
  function choose(person) {
    chosen = person === chosen ? -1 : person;
    show();
  }

  function show() {
    when.textContent = filled(words.see.quarter, { n: quarter, last });
    buttons.forEach((side, arm) => {
      let n = 0;
      side.forEach((button, person) => {
        const now = data.people[person][arm][quarter];
        n += now[8];
        /** @type {Element} */ (button.firstChild).className = `look ${data.looks[now[0]]}`;
        button.setAttribute("aria-label", `${filled(words.see.person, { n: person + 1 })}: ${words.words[now[1]]}`);
        button.setAttribute("aria-pressed", String(person === chosen));
      });
      counts[arm].textContent = filled(words.see.have_worked, { n });
    });
    one(".on", place).disabled = quarter === last;
    one(".off", place).disabled = quarter === 0;
    tell();
  }

  function tell() {
    told.hidden = chosen < 0;
    told.replaceChildren();
    if (chosen < 0) return;
    told.append(made("h3", "", `${filled(words.see.person, { n: chosen + 1 })}. ${when.textContent}`));
    const pair = made("div", "pair");
    words.labels.forEach((label, arm) => {
      const now = data.people[chosen][arm][quarter];
      const [, state, events, measures, answers, at, trust, distress] = now;
      const side = made("div", "");
      side.append(made("p", "count", label));
      side.append(made("p", "", `${words.words[state]}. ${measures < 0 ? "" : words.words[measures]}`));
      for (const event of events) side.append(made("p", "event", words.words[event]));
      if (answers >= 0) side.append(made("p", "", words.words[answers]));
      const unseen = { place: words.words[at], trust: words.words[trust], distress: words.words[distress] };
      side.append(made("p", "unseen", filled(at < 0 ? words.latents_away : words.latents, unseen)));
      pair.append(side);
    });
    told.append(pair);
  }

  function stop() {
    window.clearInterval(clock);
    clock = 0;
    play.textContent = play.dataset.play;
  }

  /** @type {(to: number) => void} */
  function go(to) {
    quarter = Math.max(0, Math.min(last, to));
    show();
    if (quarter === last || !isShown(place)) stop();
  }

  play.addEventListener("click", () => {
    if (clock) return stop();
    if (quarter === last) go(0);
    play.textContent = play.dataset.pause;
    clock = window.setInterval(() => go(quarter + 1), MILLISECONDS_A_QUARTER);
  });
  one(".on", place).addEventListener("click", () => { stop(); go(quarter + 1); });
  one(".off", place).addEventListener("click", () => { stop(); go(quarter - 1); });
  one(".again", place).addEventListener("click", () => { stop(); go(0); });
  show();
}

/** @type {(place: HTMLElement, words: Words) => void} */
function startDots(place, words) {
  const picture = one(".dots svg", place.parentNode || document);
  const said = one(".said", place);
  /** @type {Record<string, number>} */
  const shown = { luck: 0, facts: 0 };
  const hide = () => {
    for (const dot of all(".dot", picture)) dot.classList.add("off");
    shown.luck = shown.facts = 0;
    said.textContent = "";
  };
  /** @type {(kind: "luck" | "facts", n: number) => void} */
  const add = (kind, n) => {
    const dots = all(`.dot.${kind}`, picture);
    const until = Math.min(dots.length, shown[kind] + n);
    if (until === shown[kind]) {
      said.textContent = words.luck.none_left;
      return;
    }
    for (const dot of dots.slice(shown[kind], until)) dot.classList.remove("off");
    shown[kind] = until;
    said.textContent = filled(words.luck.dot, { n: until, effect: words.dots[kind][until - 1] });
  };
  for (const kind of /** @type {("luck" | "facts")[]} */ (["luck", "facts"])) {
    one(`.more-${kind}`, place).addEventListener("click", () => add(kind, 1));
    one(`.ten-${kind}`, place).addEventListener("click", () => add(kind, 10));
  }
  one(".clear", place).addEventListener("click", hide);
  hide();
}

// The page shows the scene that is chosen by itself; this only says its sentence to those who hear the page.
/** @type {(form: HTMLFormElement) => void} */
function startSwitching(form) {
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => {
    const scene = all(".scene", form).find(isShown);
    const parts = scene ? all(".sentence, .left-over", scene).filter(isShown) : [];
    one(".spoken", form).textContent = parts.map((part) => part.textContent).join(" ");
  });
}

/** @type {(place: HTMLElement, words: Words) => void} */
function startVoting(place, words) {
  const votes = { yes: 0, no: 0 };
  for (const kind of /** @type {("yes" | "no")[]} */ (["yes", "no"])) {
    one(`.${kind}`, place).addEventListener("click", () => {
      votes[kind] += 1;
      one(".said", place).textContent = filled(words.may_we.votes, votes);
    });
  }
}

function start() {
  document.documentElement.classList.add("has-script");
  startMoving();
  for (const form of all("form.switched")) startSwitching(form);
  const found = document.getElementById("lesson-data");
  if (!found) return;
  /** @type {Data} */
  const data = JSON.parse(found.textContent || "");
  for (const form of all("form.guess")) startGuessing(form, wordsOf(form, data));
  for (const place of all(".see")) startSeeing(place, wordsOf(place, data), data);
  for (const place of all(".luck")) if (place.dataset.language) startDots(place, wordsOf(place, data));
  for (const place of all(".vote")) startVoting(place, wordsOf(place, data));
}

start();
