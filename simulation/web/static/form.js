// @ts-check
"use strict";
/* The form of a comparison: empty fields stay out of the address, a file that was chosen is sent whichever button is
   pressed, and long lists can be searched. */
(() => {
  /** @param {Element} input @returns {input is HTMLInputElement | HTMLSelectElement} */
  const isField = (input) => input instanceof HTMLInputElement || input instanceof HTMLSelectElement;
  for (const form of document.querySelectorAll("form.scenario")) {
    if (!(form instanceof HTMLFormElement)) continue;
    form.addEventListener("submit", () => {
      for (const input of form.querySelectorAll("input[type=text], input[type=file], select")) {
        if (isField(input) && !input.value.trim()) input.disabled = true;
      }
      if (form.querySelector("input[type=file]:enabled")) {
        form.method = "post";
        form.enctype = "multipart/form-data";
      }
    });
    window.addEventListener("pageshow", () => {
      form.method = "get";
      for (const input of form.querySelectorAll("input:disabled, select:disabled")) {
        if (isField(input)) input.disabled = false;
      }
    });
  }
  for (const list of document.querySelectorAll(".searchable")) {
    const row = list.querySelector(".search");
    const search = row?.querySelector("input");
    if (!(row instanceof HTMLElement) || !search) continue;
    row.hidden = false;
    search.addEventListener("input", () => {
      const words = search.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
      for (const field of list.querySelectorAll(".number-field")) {
        const text = (field.textContent ?? "").toLocaleLowerCase() + (field.querySelector("input")?.name ?? "");
        if (field instanceof HTMLElement) field.hidden = !words.every((word) => text.includes(word));
      }
      for (const group of list.querySelectorAll(".group")) {
        if (group instanceof HTMLElement) group.hidden = !group.querySelector(".number-field:not([hidden])");
      }
    });
  }
})();
