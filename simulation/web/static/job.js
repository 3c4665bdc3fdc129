// @ts-check
"use strict";
/* While a page is being made: how far it is, every other second; when it is there, it is loaded. */
(() => {
  const bar = document.getElementById("bar");
  const progress = document.getElementById("progress");
  if (!(bar instanceof HTMLProgressElement) || !progress) return;
  const look = async () => {
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      const sent = await answer.text();
      // The finished page isn't parsed here, where its own styles would be refused and complained of.
      if (!sent.includes('id="bar"')) return location.reload();
      const page = new DOMParser().parseFromString(sent, "text/html");
      const now = page.getElementById("bar");
      if (!(now instanceof HTMLProgressElement)) return location.reload();
      bar.max = now.max;
      bar.value = now.value;
      progress.textContent = page.getElementById("progress")?.textContent ?? "";
    } catch {
      progress.textContent = progress.dataset.lost ?? "";
    }
    setTimeout(look, 2000);
  };
  setTimeout(look, 2000);
})();
