// Questions by keyboard. Everything here also works without it: these are ordinary forms and links.
(() => {
  const find = (selector, inside = document) => inside.querySelector(selector);
  const all = (selector, inside) => [...inside.querySelectorAll(selector)];

  // After an answer the verdict is where one goes on; where something is missing, that.
  document.addEventListener("htmx:afterSettle", ({ detail: { elt } }) => {
    if (!elt.matches?.(".question")) return;
    const verdict = find(".verdict", elt);
    if (!verdict) {
      const empty = all("select, input[type=text]", elt).find((field) => !field.value);
      (empty ?? find("label.opt input, .moves button", elt))?.focus();
      return;
    }
    verdict.focus({ preventScroll: true });
    if (verdict.getBoundingClientRect().top < 0) elt.scrollIntoView();
  });
  // What htmx cannot show or send, the browser sends itself: it knows how to say what is wrong.
  for (const error of ["htmx:responseError", "htmx:sendError"])
    document.addEventListener(error, ({ detail }) => detail.elt.closest("form")?.submit());

  // An ordering: its items change places on the page; the form sends them as they stand.
  const settle = (list) => {
    const items = [...list.children];
    items.forEach((item, place) => {
      const [up, down] = all("[data-move]", item);
      up.disabled = place === 0;
      down.disabled = place === items.length - 1;
      up.value = `${place}-up`;
      down.value = `${place}-down`;
    });
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    event.preventDefault();
    const item = button.closest("li");
    const up = button.dataset.move === "up";
    const other = up ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (up) other.before(item);
    else other.after(item);
    settle(item.parentElement);
    (button.disabled ? find("[data-move]:not(:disabled)", item) : button).focus();
  });

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || find("dialog[open]")) return;
    if (target.matches("input[type=text], input[type=search], textarea, select")) return;
    // At the end of a lesson there are several: there, keys are for the one that has the focus.
    const section = target.closest(".question") ?? find("#main > .question");
    if (!section) return;
    const option = /^[1-9]$/.test(key) && all("label.opt input", section)[key - 1];
    const pressed =
      key === "Enter" && !target.matches("a, button, summary")
        ? (find(".acts .next", section) ?? find("form[data-question] .btn.go", section))
        : key === "n"
          ? find(".place", section)
          : option;
    if (!pressed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    pressed.click();
    if (option) option.focus();
  }, true);
})();
