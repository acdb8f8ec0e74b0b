// Keeps checklists that were opened readable without a connection. With one, pages always come from the server.
"use strict";
const FILES = "checklists-files";
const PAGES = "checklists-of-"; // and whose they are
const ours = (url) => url.origin === location.origin && /^\/checklists\/([^/]+\/)?$/.test(url.pathname);
const attribute = (html, name) => new RegExp(` ${name}="([^"]*)"`).exec(html)?.[1];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// A page is kept under its own address and under that of its run. As soon as somebody else is seen, nothing is left of
// those who were there before.
const shelve = async (response) => {
  const html = await response.text();
  const owner = attribute(html, "data-owner");
  if (owner === undefined) return;
  const shelf = PAGES + owner;
  for (const name of await caches.keys()) if (name.startsWith(PAGES) && name !== shelf) await caches.delete(name);
  const { origin, pathname } = new URL(response.url);
  const run = attribute(html, "data-run");
  const cache = await caches.open(shelf);
  const marked = html.replace(" data-now=", " data-kept data-now=");
  for (const address of run ? [pathname, `${pathname}?run=${run}`] : [pathname])
    await cache.put(origin + address, new Response(marked, { headers: response.headers }));
};

const page = async (request) => {
  const response = await fetch(request);
  if (response.ok && !response.redirected) await shelve(response.clone()).catch(() => {});
  return response;
};

// The name of a file changes with what is in it.
const file = async (request) => {
  const cache = await caches.open(FILES);
  return (await cache.match(request, { ignoreVary: true })) ?? fetch(request);
};

const keep = async (address) => {
  if (ours(new URL(address))) return page(address);
  const cache = await caches.open(FILES);
  if (!(await cache.match(address, { ignoreVary: true }))) await cache.add(address);
};
self.addEventListener("message", (event) => event.waitUntil(Promise.allSettled(event.data.map(keep))));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) return event.respondWith(file(request));
  if (!ours(url)) return;
  const kept = () => caches.match(request, { ignoreVary: true });
  event.respondWith(
    page(request).catch(async (error) => {
      const found = request.mode === "navigate" && (await kept());
      if (found) return found;
      throw error;
    }),
  );
});
