// Questions by keyboard. Everything here also works without it: these are ordinary forms and links.
(() => {
  const find = (selector, inside = document) => inside.querySelector(selector);
  const open = () => find("#main .question");

  // The place where one goes on after an answer, or the next question, is where the keyboard goes.
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    const section = detail.elt.matches?.(".question") ? detail.elt : null;
    if (!section) return;
    const verdict = find(".verdict", section);
    (verdict ?? find(".stem", section))?.focus({ preventScroll: true });
    if (verdict && verdict.getBoundingClientRect().top < 0) verdict.scrollIntoView({ block: "start" });
  });
  document.addEventListener("htmx:responseError", ({ detail }) => {
    const form = detail.elt.closest("form");
    if (form) form.submit();
  });

  // An ordering: its items change places on the page; the form sends them as they stand.
  const settle = (list) => {
    const items = [...list.children];
    items.forEach((item, place) => {
      const [up, down] = item.querySelectorAll("[data-move]");
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
    (button.disabled ? find(`[data-move]:not(:disabled)`, item) : button).focus();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || find("dialog[open]")) return;
    const section = event.target.closest?.(".question") ?? open();
    if (!section || event.target.matches("input[type=text], input[type=search], textarea, select")) return;
    if (/^[1-9]$/.test(event.key)) {
      const option = section.querySelectorAll("label.opt input")[event.key - 1];
      if (!option) return;
      event.preventDefault();
      option.click();
      option.focus();
    } else if (event.key === "Enter" && !event.target.matches("a, button, summary")) {
      const next = find(".acts .next", section) ?? find("form[data-question] .btn.go", section);
      if (!next) return;
      event.preventDefault();
      next.click();
    } else if (event.key === "n" && find(".place", section)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      find(".place", section).click();
    }
  }, true);
})();
