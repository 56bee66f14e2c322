// Nothing here is needed: it adds keys and a notice when something new has come.
"use strict";
(() => {
  const rows = [...document.querySelectorAll("[data-row]")];
  let at = -1;
  const select = (n) => {
    if (!rows.length) return;
    rows.forEach((row) => row.removeAttribute("aria-selected"));
    at = Math.max(0, Math.min(rows.length - 1, n));
    rows[at].setAttribute("aria-selected", "true");
    const link = rows[at].querySelector("a");
    if (link) link.focus();
    rows[at].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "j") select(at + 1);
    else if (event.key === "k") select(at - 1);
    else if (event.key === "/") {
      const box = document.querySelector("input[type=search]");
      if (box) { box.focus(); event.preventDefault(); }
    } else {
      const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (!target) return;
      event.preventDefault();
      if (target.tagName === "DETAILS") {
        target.open = true;
        const field = target.querySelector("input:not([type=hidden]),select,textarea");
        if (field) field.focus();
      } else target.click();
    }
  });
  const notice = document.querySelector(".live");
  if (notice && window.EventSource) {
    const events = new EventSource("/events");
    let first = null;
    events.addEventListener("state", (event) => {
      if (first === null) first = event.data;
      else if (event.data !== first) notice.hidden = false;
    });
    addEventListener("pagehide", () => events.close());
  }
})();
