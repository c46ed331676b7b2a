// The service worker: after it is installed the site works without a network, and nothing unknown ever reaches one.
//
// It fetches the program in one place only, `install`, and there only the files listed here, each checked against its hash. Answering,
// it looks into its cache and nowhere else, but for one question of one page: /pro may ask the licence service. Cached answers keep the
// headers they came with, so the policies of the page and of the cell hold offline as well.

const CACHE = "openmyscan-{{release}}";
const OURS = /^openmyscan-/;
const FILES = /* precache */ []; // [address, hash] of every file of this release; the build puts them here

self.addEventListener("install", (event) => {
  event.waitUntil(install());
});

async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all(FILES.map(([address, integrity]) => keep(cache, address, integrity)));
  await self.skipWaiting();
}

// What the page put there while it loaded stays; what an older release holds under the same address (the runtime, whose
// address is its hash) is copied; only the rest is downloaded.
async function keep(cache, address, integrity) {
  if (await cache.match(address)) return;
  const older = address.startsWith("/runtime/") && (await caches.match(address));
  const answer = older || (await fetch(address, { integrity, cache: "default", credentials: "omit", redirect: "error" }));
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  await cache.put(address, answer);
}

self.addEventListener("activate", (event) => {
  event.waitUntil(activate());
});

// The release before this one stays, as far as it differs, for pages that are still open in it (a closed scan starts a fresh
// cell, of the page's own release). Those before it go.
async function activate() {
  const older = (await caches.keys()).filter((name) => OURS.test(name) && name !== CACHE); // in the order in which they were made
  const [previous] = older.splice(-1);
  await Promise.all(older.map((name) => caches.delete(name)));
  if (previous) await thin(await caches.open(previous), await caches.open(CACHE));
  await self.clients.claim();
}

async function thin(previous, current) {
  for (const request of await previous.keys()) {
    if (await current.match(request.url)) await previous.delete(request);
  }
}

self.addEventListener("fetch", (event) => {
  event.respondWith(isActivation(event.request) ? activation(event) : answer(event.request));
});

// A key or a token, from the page /pro, to the licence service. The same from any other page is refused: that page may hold a scan.
function isActivation({ method, url }) {
  return method === "POST" && url === `${self.location.origin}/api/activate`;
}

async function activation({ clientId, request }) {
  const asking = await self.clients.get(clientId);
  return asking?.url === `${self.location.origin}/pro` ? fetch(request) : Response.error();
}

async function answer(request) {
  if (request.method !== "GET") return Response.error();
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return Response.error();
  const cache = await caches.open(CACHE);
  if (request.mode === "navigate") return (await cache.match(clean(pathname))) ?? notFound();
  return (await cache.match(pathname)) ?? (await caches.match(pathname)) ?? Response.error();
}

// A navigation may carry a query (ignored) or name the file itself.
function clean(pathname) {
  return pathname.replace(/(index)?\.html$/, "").replace(/(.)\/$/, "$1") || "/";
}

function notFound() {
  const words = "There is nothing at this address. The viewer is at /\n";
  const headers = { "Content-Type": "text/plain; charset=utf-8", "Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff" };
  return new Response(words, { status: 404, headers: { ...headers, "Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Opener-Policy": "same-origin" } });
}
