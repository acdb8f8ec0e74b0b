// Ticks count at once, here and in the browser's own store; the server hears of them as soon as it can be reached.
(() => {
  "use strict";
  const form = document.getElementById("ticks");
  if (!form) return;
  const page = form.dataset;
  const home = new URL("..", form.action);
  const PATIENCE = 15000;
  const MOST = 200; // ticks in one request: what is sent while a page closes has to be short
  const PLACE = "tick/";
  const all = [...document.querySelectorAll("[data-step-id]")];
  const needed = all.filter((li) => !("optional" in li.dataset));
  const step = (id) => all.find((li) => li.id === id);
  const parts = (li) => [...li.querySelectorAll("[data-part]")];
  const isDone = (one) => one.dataset.done === "true";
  const inFront = () => needed.find((li) => !isDone(li));
  const say = (notice, holds) => (document.querySelector(notice).hidden = !holds);

  // The server's clock, for ticks of several devices; a page that was kept no longer knows it.
  if (!("kept" in page)) localStorage.setItem("clock", Number(page.now) - Date.now());
  const skew = Number(localStorage.getItem("clock"));
  let last = 0;

  const press = (button, done) => {
    button.setAttribute("aria-pressed", done);
    button.value = button.value.replace(/[01]$/, done ? "0" : "1");
    if (!button.matches(".whole")) button.textContent = done ? page.undo : page.do;
  };

  const draw = () => {
    const front = inFront();
    const segments = document.querySelectorAll("#main > .neatline i");
    for (const li of all) {
      li.classList.toggle("done", isDone(li));
      li.classList.toggle("here", li === front);
    }
    needed.forEach((li, at) => (segments[at].className = isDone(li) ? "done" : li === front ? "here" : ""));
    const words = page.count.replace("%c", needed.filter(isDone).length).replace("%t", needed.length);
    document.getElementById("count").textContent = words;
    document.querySelector("#main > .neatline").setAttribute("aria-label", words);
    say(".arrived", needed.length && !front);
  };

  // Shows one tick. `part` "" stands for all parts of the step.
  const show = ({ id, part, done, at }) => {
    const li = step(id);
    if (!li) return;
    for (const one of parts(li)) {
      if (part && one.dataset.part !== part) continue;
      one.dataset.done = done;
      const button = one.querySelector(".tick");
      if (button) press(button, done);
    }
    const whole = parts(li).every(isDone);
    if (whole !== isDone(li)) {
      const time = new Date(at - skew).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
      li.querySelector(".at").textContent = whole ? time : "";
    }
    li.dataset.done = whole;
    press(li.querySelector(".whole"), whole);
  };

  // Each tick has its own place in the store, so that tabs do not write over each other's. It says whose it is: nobody
  // else's name is ever put to it. What a browser did without an account is of whoever signs in there next, as it is
  // everywhere on this site.
  const stored = () =>
    Object.keys(localStorage)
      .filter((key) => key.startsWith(PLACE))
      .map((key) => ({ key, ...JSON.parse(localStorage.getItem(key)) }))
      .filter(({ at }) => at)
      .sort((one, other) => one.at - other.at);
  const forget = (ticks) => ticks.forEach(({ key }) => localStorage.removeItem(key));
  const anonymous = (owner) => !owner.startsWith("account");
  let who = page.owner;
  const mine = ({ owner }) => owner === who || anonymous(owner);
  const ofThisRun = (tick) => tick.slug === page.slug && (!tick.run || tick.run === page.run) && mine(tick);

  const tick = (id, part, done) => {
    last = Math.max(last + 1, Date.now() + skew);
    const { slug, owner, run } = page;
    const said = { slug, owner, run, id, part, done, at: last };
    localStorage.setItem(`${PLACE}${last}-${Math.random()}`, JSON.stringify(said));
    show(said);
    draw();
    send();
  };

  const ask = async (address, options) => {
    const response = await fetch(address, { signal: AbortSignal.timeout(PATIENCE), ...options });
    if (response.status >= 500) throw new Error(response.statusText);
    return response;
  };
  const load = async (query) => {
    const response = await ask(new URL(query, home));
    return new DOMParser().parseFromString(await response.text(), "text/html");
  };
  const post = (slug, run, ticks) => {
    const headers = { "Content-Type": "application/json", ...JSON.parse(document.body.getAttribute("hx-headers")) };
    const body = JSON.stringify({ run, said: ticks.map(({ id, part, done, at }) => [id, part, done, at]) });
    return ask(new URL(`../${encodeURIComponent(slug)}/ticks/`, home), { method: "POST", headers, body, keepalive: true });
  };

  // Somebody may have signed in or out since this page was made: who is it now?
  let doubtful = "kept" in page;
  const meet = (fresh) => {
    const now = fresh.getElementById("ticks");
    if (!now) throw new Error(fresh.title);
    document.body.setAttribute("hx-headers", fresh.body.getAttribute("hx-headers"));
    who = now.dataset.owner;
    if (anonymous(page.owner)) page.owner = who;
    doubtful = who !== page.owner;
    say(".stale", doubtful);
  };
  const renew = async () => meet(await load(""));

  const deliver = async (ticks) => {
    const [{ slug, run, owner }] = ticks;
    // Without a run the server would take the latest of whoever asks.
    let response = doubtful || !run ? null : await post(slug, run, ticks);
    if (!response || [403, 404].includes(response.status)) {
      await renew();
      if (!mine(ticks[0])) return;
      response = await post(slug, run, ticks);
    }
    // Gone: with its learner into another run when they signed in; or deleted by them.
    const moved = response.status === 404 && run && owner !== who;
    if (moved) response = await post(slug, "", ticks);
    const now = response.ok && slug === page.slug && String((await response.json()).run);
    if (now && run === page.run) named(now);
    if (moved && now === page.run) ticks.forEach(show);
    if (!response.ok && ![400, 404].includes(response.status)) throw new Error(response.statusText);
    forget(ticks);
    if (response.status === 404 && ofThisRun(ticks[0])) location.assign(home);
  };

  let sending = false;
  let behind = false; // what is drawn and kept, after ticks
  const send = async () => {
    if (sending) return;
    sending = true;
    try {
      if (doubtful) await renew();
      for (let next; (next = stored().find(mine)) || behind; behind = Boolean(next)) {
        const together = ({ slug, run, owner }) => slug === next.slug && run === next.run && owner === next.owner;
        await (next ? deliver(stored().filter(together).slice(0, MOST)) : refresh());
      }
      draw();
      say(".unsent", false);
    } catch {
      say(".unsent", true);
    }
    sending = false;
  };

  // What the server draws from ticks, and what the worker keeps.
  const refresh = async () => {
    const figure = document.querySelector("figure.order");
    const runs = document.querySelector("#runs:not(:has([aria-current], [open]))");
    if (!runs && !figure && !navigator.serviceWorker?.controller) return;
    const fresh = await load(`?run=${page.run}`);
    if (!fresh.getElementById("ticks")) return;
    meet(fresh);
    if (figure) {
      figure.querySelectorAll("svg").forEach((svg) => svg.remove());
      figure.prepend(...fresh.querySelectorAll("figure.order > svg"));
    }
    runs?.replaceWith(fresh.getElementById("runs"));
  };

  // The first tick begins a run; what is sent from here on is about that one.
  const named = (run) => {
    if (page.run === run) return;
    page.run = run;
    for (const input of document.querySelectorAll('input[name="run"]')) input.value = run;
    for (const link of document.querySelectorAll(".takeaway a")) link.search = `?run=${run}`;
  };

  const undone = [];
  let clicked;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.tick");
    if (!button) return;
    event.preventDefault();
    // The second of a double click says nothing new, whatever has moved below it meanwhile.
    const again = event.detail > 1 && (button === clicked || clicked?.matches(".btn"));
    clicked = button;
    if (again) return;
    const [id, part, done] = button.value.replace(" -", " ").split(" ");
    const before = inFront();
    undone.push([id, part, done !== "1"]);
    tick(id, part, done === "1");
    onwards(before);
  });

  // When the step in front is done, the next one opens.
  const onwards = (before) => {
    const front = inFront();
    if (!before || before === front || !isDone(before)) return;
    const focused = before.contains(document.activeElement);
    before.querySelector("details").open = false;
    if (!front) return document.querySelector(".arrived").scrollIntoView({ block: "nearest" });
    front.querySelector("details").open = true;
    if (focused) front.querySelector("summary").focus({ preventScroll: true });
    const { top, bottom } = front.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) front.scrollIntoView({ block: "nearest" });
  };

  const keys = {
    x() {
      const front = inFront();
      const open = front && parts(front).find((one) => !isDone(one));
      (open?.querySelector(".tick") ?? front?.querySelector(".whole"))?.click();
    },
    u() {
      const said = undone.pop();
      if (!said) return;
      tick(...said);
      step(said[0]).querySelector("details").open = true;
      step(said[0]).scrollIntoView({ block: "nearest" });
    },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !Object.hasOwn(keys, event.key)) return;
    if (event.target.matches("input, textarea, select") || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    keys[event.key]();
  });

  // A link to a step opens it; opening the place for an output puts the cursor there.
  const open = () => {
    const li = location.hash && step(decodeURIComponent(location.hash.slice(1)));
    if (li) li.querySelector("details").open = true;
  };
  addEventListener("hashchange", open);
  open();
  for (const summary of document.querySelectorAll(".verify summary"))
    summary.addEventListener("click", () => setTimeout(() => summary.parentElement.open && summary.parentElement.querySelector("textarea").focus()));

  const print = document.querySelector(".print");
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  let folded = [];
  const details = (li) => li.querySelector("details");
  addEventListener("beforeprint", () => {
    folded = all.map(details).filter((one) => !one.open);
    for (const one of folded) one.open = true;
  });
  addEventListener("afterprint", () => folded.forEach((one) => (one.open = false)));

  // What another visit could not send, and what another tab says meanwhile.
  stored().filter(ofThisRun).forEach(show);
  draw();
  say(".unsent", doubtful);
  send();
  addEventListener("storage", ({ key, newValue }) => {
    const said = key?.startsWith(PLACE) && newValue && JSON.parse(newValue);
    if (!said || !ofThisRun(said)) return;
    show(said);
    draw();
  });
  addEventListener("online", send);
  addEventListener("pageshow", send);
  setInterval(send, PATIENCE);

  // Once opened, a checklist can be opened again without a connection.
  if ("serviceWorker" in navigator && isSecureContext) {
    const first = !navigator.serviceWorker.controller;
    navigator.serviceWorker.register(page.worker, { scope: "/checklists/" }).then(async () => {
      const { active } = await navigator.serviceWorker.ready;
      const used = performance.getEntriesByType("resource").map(({ name }) => name);
      const files = used.filter((url) => url.startsWith(`${location.origin}/static/`));
      active.postMessage(first ? [...files, `${home}${location.search}`] : files);
    }, () => {});
  }
})();
