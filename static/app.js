// What the pages do beyond links and forms. Everything here also works without it, only less directly.
(() => {
  "use strict";
  const find = (selector, root = document) => root.querySelector(selector);
  const live = document.body.appendChild(Object.assign(document.createElement("p"), { className: "hidden" }));
  live.setAttribute("aria-live", "polite");

  // Diagrams: a link in a figure that leads to the diagram's own page swaps the figure in place instead.
  const step = (figure, url) =>
    htmx.ajax("GET", url, { source: figure, target: figure, swap: "outerHTML" }).then(() => {
      const now = document.getElementById(figure.id);
      live.textContent = (find(".role", now) ?? find(".say", now))?.textContent ?? "";
      if (location.pathname === new URL(url, location).pathname) history.replaceState(null, "", url);
      return now;
    });
  const inFigure = (link) => {
    const figure = link.closest("figure.chart[id]");
    const url = link.getAttribute("href");
    if (!figure || !url?.startsWith("/diagrams/")) return false;
    const { node } = link.dataset;
    step(figure, url).then((now) => {
      if (node) find(`svg a[data-node="${node}"], .close`, now)?.focus({ preventScroll: true });
    });
    return true;
  };
  const ahead = () =>
    document.activeElement.closest("figure.chart[id]") ??
    [...document.querySelectorAll("figure.chart[id]")].find((figure) => {
      const { top, bottom } = figure.getBoundingClientRect();
      return bottom > 80 && top < innerHeight * 0.7;
    });

  // Errata that have no room beside their line come when their sign is clicked, and go when it is clicked again.
  const erratum = (reference) => {
    const name = reference.hash.slice(1);
    if (name.startsWith("erratum-")) return false;
    const there = document.getElementById(`erratum-${name}`);
    if (there) {
      there.remove();
      return true;
    }
    const block = reference.closest("p, pre, li, dd, h1, h2, h3, h4, h5, h6, .table") ?? reference;
    const inside = block.matches("li, dd");
    htmx.ajax("GET", `/errata/${name}/`, { source: reference, target: block, swap: inside ? "beforeend" : "afterend" });
    return true;
  };

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest("a");
    if (link?.closest("#rail:popover-open")) find("#rail").hidePopover();
    if (link && (link.matches(".ref") ? erratum(link) : inFigure(link))) event.preventDefault();
  });

  // The days of the calendar are the learner's own.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!document.cookie.includes(`tz=${zone}`)) document.cookie = `tz=${zone};path=/;max-age=34560000;samesite=lax`;

  // Keys
  const lists = find("#shortcuts");
  const go = (rel) => find(`link[rel="${rel}"]`)?.href;
  const keys = {
    "/": () => find("input[type=search]")?.focus(),
    "?": () => htmx.ajax("GET", "/shortcuts/", { target: lists, swap: "innerHTML" }).then(() => lists.showModal()),
    n: () => go("next") && location.assign(go("next")),
    p: () => go("prev") && location.assign(go("prev")),
    h: () => location.assign("/"),
    ArrowRight: () => find('figcaption [rel="next"][href]', ahead())?.click(),
    ArrowLeft: () => find('figcaption [rel="prev"][href]', ahead())?.click(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || lists?.open) return;
    if (event.target.matches("input, textarea, select, pre, .table")) return;
    const key = keys[event.key];
    if (!key || (event.key.startsWith("Arrow") && !ahead())) return;
    event.preventDefault();
    key();
  });

  // Commands can be copied.
  const { copy, copied } = lists?.dataset ?? {};
  for (const command of document.querySelectorAll("pre[data-command]")) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: copy });
    const box = Object.assign(document.createElement("div"), { className: "cmd" });
    command.before(box);
    box.append(command, button);
    button.addEventListener("click", async () => {
      const text = command.textContent;
      const exact = command.dataset.command === "exact";
      await navigator.clipboard.writeText(exact ? text : text.replace(/^[$#] |[ \t]+$/gm, "").trim());
      button.textContent = live.textContent = copied;
      setTimeout(() => (button.textContent = copy), 2000);
    });
  }

  // A link to an erratum that is folded away leads to its line, and opens it there.
  const unfold = () => {
    const name = CSS.escape(location.hash.startsWith("#erratum-") && !find(":target") ? location.hash.slice(9) : "");
    const marked = name && find(`[data-erratum="${name}"]`);
    if (!marked) return;
    marked.scrollIntoView({ block: "center" });
    find(`.ref[href$="#${name}"]`)?.click();
  };
  addEventListener("hashchange", unfold);
  unfold();
})();
