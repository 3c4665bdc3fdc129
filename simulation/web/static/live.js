// @ts-check
"use strict";
/* While a comparison is computed: the strips narrow in place; when it is done, the page is asked for again. */
(() => {
  const live = document.getElementById("live");
  if (!(live instanceof HTMLElement) || !live.dataset.live) return;
  const progress = /** @type {HTMLElement} */ (document.getElementById("progress"));
  const bar = /** @type {HTMLProgressElement} */ (document.getElementById("bar"));
  const strips = /** @type {HTMLElement} */ (document.getElementById("strips"));
  const source = new EventSource(live.dataset.live);
  source.addEventListener("strip", (event) => {
    const told = JSON.parse(/** @type {MessageEvent<string>} */ (event).data);
    bar.max = told.n_asked;
    bar.value = told.n_done;
    progress.textContent = told.words;
    // Made by this program's own template, which escapes all that it shows.
    if (told.strips) strips.innerHTML = told.strips;
  });
  source.addEventListener("over", () => {
    source.close();
    progress.textContent = live.dataset.ready ?? "";
    location.reload();
  });
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) progress.textContent = live.dataset.lost ?? "";
  });
})();
