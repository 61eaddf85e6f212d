// Keeps the site's own files, so that it opens without a network. Customer data never comes near it: the app runs in a
// sandboxed frame that this worker does not serve.

// Another copy of the site on the same server keeps its own.
const OURS = `regulars ${registration.scope} `;
const CACHE = `${OURS}__VERSION__`;
const FILES = ["./", "shell.js", "app.js", "regulars.wasm", "manifest.webmanifest", "icon.svg"];

addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: "no-cache" })))).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith(OURS) && name !== CACHE).map((name) => caches.delete(name))))
      .then(() => clients.claim()),
  );
});

addEventListener("fetch", (event) => {
  const isOurs = event.request.method === "GET" && new URL(event.request.url).origin === location.origin;
  if (!isOurs) return;
  event.respondWith(
    caches
      .open(CACHE)
      .then((cache) => cache.match(event.request.url.split(/[?#]/)[0].replace(/\/index\.html$/, "/")))
      .then((kept) => kept ?? fetch(event.request)),
  );
});
