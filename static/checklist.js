// Ticks count at once, here and in the browser's own store; the server hears of them as soon as it can be reached.
(() => {
  "use strict";
  const form = document.getElementById("ticks");
  if (!form) return;
  const { slug, worker } = form.dataset;
  const skew = Number(form.dataset.now) - Date.now(); // the server's clock, for ticks of several devices
  const unsent = document.querySelector(".unsent");
  const key = () => `ticks:${slug}:${form.dataset.run}`;
  const step = (id) => document.querySelector(`[data-step-id="${CSS.escape(id)}"]`);
  const parts = (li) => [...li.querySelectorAll("[data-part]")];
  const steps = () => [...document.querySelectorAll("[data-step-id]:not([data-optional])")];
  const undone = [];
  let last = 0;

  const queue = () => {
    try {
      return JSON.parse(localStorage.getItem(key())) ?? [];
    } catch {
      return [];
    }
  };
  const keep = (said) => (said.length ? localStorage.setItem(key(), JSON.stringify(said)) : localStorage.removeItem(key()));

  const press = (button, done) => {
    button.setAttribute("aria-pressed", done);
    button.value = button.value.replace(/[01]$/, done ? "0" : "1");
    if (!button.matches(".whole")) button.textContent = done ? form.dataset.undo : form.dataset.do;
  };

  const draw = () => {
    const all = steps();
    const here = all.find((li) => li.dataset.done === "false");
    const segments = document.querySelectorAll("#main > .neatline i");
    all.forEach((li, at) => {
      const done = li.dataset.done === "true";
      li.classList.toggle("done", done);
      li.classList.toggle("here", li === here);
      if (segments[at]) segments[at].className = done ? "done" : li === here ? "here" : "";
    });
    const count = all.filter((li) => li.dataset.done === "true").length;
    const words = form.dataset.count.replace("%c", count).replace("%t", all.length);
    document.getElementById("count").textContent = words;
    document.querySelector("#main > .neatline")?.setAttribute("aria-label", words);
  };

  // Shows one tick. `part` "" stands for all parts of the step.
  const show = (id, part, done, at) => {
    const li = step(id);
    if (!li) return;
    for (const one of parts(li)) {
      if (part && one.dataset.part !== part) continue;
      one.dataset.done = done;
      const button = one.querySelector(".tick");
      if (button) press(button, done);
    }
    const whole = parts(li).every((one) => one.dataset.done === "true");
    const was = li.dataset.done === "true";
    li.dataset.done = whole;
    press(li.querySelector(".whole"), whole);
    if (whole !== was) {
      const time = new Date(at - skew).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
      li.querySelector(".at").textContent = whole ? time : "";
    }
  };

  const say = (id, part, done) => {
    last = Math.max(last + 1, Date.now() + skew);
    show(id, part, done, last);
    draw();
    keep([...queue(), [id, part, done, last]]);
    send();
  };

  let sending = false;
  const send = async () => {
    const said = queue();
    if (sending || !said.length) return;
    sending = true;
    let status = 0;
    try {
      const headers = { "Content-Type": "application/json", ...JSON.parse(document.body.getAttribute("hx-headers")) };
      const body = JSON.stringify({ run: form.dataset.run, said });
      const response = await fetch(form.action, { method: "POST", headers, body, keepalive: true });
      status = response.status;
      if (response.ok) {
        const { run } = await response.json();
        const rest = queue().slice(said.length);
        keep([]);
        named(String(run));
        keep(rest);
      }
    } catch {
      status = 0;
    }
    sending = false;
    unsent.hidden = status > 0 && status < 400;
    if (status >= 200 && status < 300 && queue().length) send();
  };

  // The first tick begins a run; what is sent from here on is about that one.
  const named = (run) => {
    if (form.dataset.run === run) return;
    form.dataset.run = run;
    for (const input of document.querySelectorAll('input[name="run"]')) input.value = run;
    for (const link of document.querySelectorAll(".takeaway a")) link.search = `?run=${run}`;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.tick");
    if (!button) return;
    event.preventDefault();
    const [id, part, done] = button.value.split(" ");
    const before = steps().find((li) => li.classList.contains("here"));
    say(id, part === "-" ? "" : part, done === "1");
    undone.push([id, part === "-" ? "" : part, done !== "1"]);
    onwards(before);
  });

  // When the step in front is done, the next one opens.
  const onwards = (before) => {
    const here = steps().find((li) => li.classList.contains("here"));
    if (!before || !here || before === here || before.dataset.done === "false") return;
    before.querySelector("details").open = false;
    here.querySelector("details").open = true;
    const { top, bottom } = here.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) here.scrollIntoView({ block: "nearest" });
  };

  const keys = {
    x() {
      const here = steps().find((li) => li.classList.contains("here"));
      const open = here && parts(here).find((one) => one.dataset.done === "false");
      (open?.querySelector(".tick") ?? here?.querySelector(".whole"))?.click();
    },
    u() {
      const said = undone.pop();
      if (!said) return;
      say(...said);
      const li = step(said[0]);
      li.querySelector("details").open = true;
      li.scrollIntoView({ block: "nearest" });
    },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
    if (event.target.matches("input, textarea, select") || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    keys[event.key]();
  });

  // A link to a step opens it.
  const open = () => {
    const li = location.hash && step(decodeURIComponent(location.hash.slice(1)));
    if (li) li.querySelector("details").open = true;
  };
  addEventListener("hashchange", open);
  open();

  const print = document.querySelector(".print");
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  addEventListener("beforeprint", () => steps().forEach((li) => (li.querySelector("details").open = true)));

  // What another visit could not send.
  for (const [id, part, done, at] of queue()) show(id, part, done, at);
  draw();
  send();
  addEventListener("online", send);
  addEventListener("pageshow", send);
  setInterval(send, 15000);

  // Once opened, a checklist can be opened again without a connection.
  if ("serviceWorker" in navigator && isSecureContext) {
    navigator.serviceWorker.register(worker, { scope: "/checklists/" }).then(async () => {
      const { active } = await navigator.serviceWorker.ready;
      const used = performance.getEntriesByType("resource").map(({ name }) => name);
      active?.postMessage([location.href.split("#")[0], ...used.filter((url) => url.startsWith(`${location.origin}/static/`))]);
    }, () => {});
  }
})();
