// Keeps checklists that were opened readable without a connection. With one, pages always come from the server.
"use strict";
const CACHE = "checklists-1";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const keep = async (url) => {
  const response = await fetch(url);
  if (response.ok) await (await caches.open(CACHE)).put(url, response);
};
self.addEventListener("message", (event) => event.waitUntil(Promise.allSettled(event.data.map(keep))));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  const page = request.mode === "navigate";
  if (!page && !url.pathname.startsWith("/static/")) return;
  event.respondWith(
    (async () => {
      const cache = await caches.open(CACHE);
      const kept = () => cache.match(request, { ignoreVary: true }).then((found) => found ?? (page ? cache.match(url.pathname, { ignoreSearch: true, ignoreVary: true }) : undefined));
      // The name of a static file changes with what is in it.
      if (!page) return (await kept()) ?? fetch(request);
      try {
        const response = await fetch(request);
        if (response.ok) await cache.put(request, response.clone());
        return response;
      } catch (error) {
        const found = await kept();
        if (found) return found;
        throw error;
      }
    })(),
  );
});
