// The service worker: after it is installed the site works without a network, and nothing unknown ever reaches one.
//
// It fetches the program in one place only, `install`, and there only the files listed here, each checked against its hash. Answering,
// it looks into its cache and nowhere else, but for one question of one page: /pro may ask the licence service. Cached answers keep the
// headers they came with, so the policies of the page and of the cell hold offline as well.

const CACHE = "openmyscan-{{release}}";
const OURS = /^openmyscan-/;
const FILES = /* precache */ []; // [address, hash] of every file of this release; the build puts them here
const DOWNLOADS = ["/openmyscan-offline.zip", "/SHA256SUMS.txt", "/manifest.json"]; // no visit needs them: they are not kept

self.addEventListener("install", (event) => {
  event.waitUntil(install());
});

async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all(FILES.map(([address, integrity]) => keep(cache, address, integrity)));
  await self.skipWaiting();
}

// What the page put there while it loaded stays; what an older release holds under the same address (the runtime, whose
// address is its hash) is copied; only the rest is downloaded. It is kept as it came, not as a Response made here: Firefox would take a
// script in such a one for this worker's own, which the seal of the page does not let in again. And it is checked where it lies, under
// a name that nobody asks for: of what `fetch` checks by itself, Chromium holds on to a copy.
async function keep(cache, address, integrity) {
  if (await cache.match(address)) return;
  const older = address.startsWith("/runtime/") && (await caches.match(address));
  const answer = older || (await fetch(address, { cache: "default", credentials: "omit", redirect: "error" }));
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  const unchecked = `/unchecked${address}`;
  await cache.put(unchecked, answer);
  const sound = (await hash(await cache.match(unchecked))) === integrity;
  if (sound) await cache.put(address, await cache.match(unchecked));
  await cache.delete(unchecked);
  if (!sound) throw new Error(`${address} is not the file of this release`);
}

async function hash(answer) {
  const body = await answer.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  discard(body);
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}

// Gives the memory of a buffer back now, not when the collector comes round: it is sent to where nobody is.
const nowhere = new MessageChannel();
nowhere.port2.close();
const discard = (body) => nowhere.port1.postMessage(0, [body]);

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

// A page that was loaded past this worker (Shift+Reload) asks it to take over.
self.addEventListener("message", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  if (isDownload(event.request)) return;
  event.respondWith(isActivation(event.request) ? activation(event) : answer(event.request));
});

// A key or a token, from the page /pro, to the licence service. The same from any other page is refused: that page may hold a scan.
function isActivation({ method, url }) {
  return method === "POST" && url === `${self.location.origin}/api/activate`;
}

async function activation({ clientId, request }) {
  const asking = await self.clients.get(clientId);
  return asking && clean(new URL(asking.url).pathname) === "/pro" ? fetch(request) : Response.error();
}

// Somebody follows the link to a download: the browser itself asks the site for it. The address is exactly ours, so it tells nothing.
function isDownload({ method, mode, url }) {
  return method === "GET" && mode === "navigate" && DOWNLOADS.some((address) => url === self.location.origin + address);
}

async function answer(request) {
  if (request.method !== "GET") return Response.error();
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return Response.error();
  const cache = await caches.open(CACHE);
  const page = request.mode === "navigate";
  const found = page ? await cache.match(clean(pathname)) : ((await cache.match(pathname)) ?? (await caches.match(pathname)));
  if (found) return found;
  if (FILES.some(([address]) => address === (page ? clean(pathname) : pathname))) return lost(page);
  return page ? notFound() : Response.error();
}

// A navigation may carry a query (ignored) or name the file itself.
function clean(pathname) {
  return pathname.replace(/(index)?\.html$/, "").replace(/(.)\/$/, "$1") || "/";
}

// The browser, or somebody who cleared its data, threw away what was kept here. Where there seems to be a network this worker steps
// aside, so that the next load comes from the site; where there is none it stays, for it can at least say what happened.
async function lost(page) {
  const { onLine } = self.navigator;
  if (onLine) await self.registration.unregister();
  if (!page) return Response.error();
  return told(503, onLine ? AGAIN : GONE, onLine ? '<meta http-equiv="refresh" content="1">' : "");
}

const AGAIN = `<h1>One moment.</h1>
<p>The browser has thrown away the program that it kept. It is being loaded again.</p>
<p>If nothing happens: connect to the internet, and load this page again.</p>`;
const GONE = `<h1>The browser has thrown the program away.</h1>
<p>OpenMyScan was kept in this browser for use without a network. Browsers clean up: when they need room, after weeks without a visit, or when somebody clears their data.</p>
<p><b>What to do:</b> connect to the internet once and load this page again. When the line at the bottom says “Ready for offline use” (on a phone “Ready offline”), it works without a network as before.</p>
<p>Nothing of yours is lost: scans are never kept here.</p>
<p>For a computer that is seldom connected there is the offline copy, one file for a USB stick: “openmyscan-offline.zip” on the page “/verify” of this site.</p>`;

// What stands in 404.html, in short: the site sends that page itself to those whom this worker does not answer.
const NOTHING = `<h1>There is nothing at this address.</h1>
<p>The link that led here may be old, or a letter of the address is missing. Nothing of yours is lost: scans are never kept here.</p>
<p>The viewer is at <a href="/">the beginning of this site</a>, and help under <a href="/help">Help</a>.</p>`;

function notFound() {
  return told(404, NOTHING);
}

// A page of this worker's own. Its policy lets nothing in but its few lines of style, by their hash.
const STYLE = `:root { color-scheme: dark; background: #0c0f14; color: #e8edf2; font: 1.05rem/1.6 system-ui, sans-serif; }
body { max-width: 36rem; margin: 12vh auto; padding: 0 1.5rem; } h1 { font-size: 1.6rem; line-height: 1.25; } a { color: #5ad1c2; }`;

async function told(status, words, head = "") {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(STYLE)));
  const policy = `default-src 'none'; style-src 'sha256-${btoa(String.fromCharCode(...hash))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  const kind = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer" };
  const page = `<!doctype html>\n<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${head}<title>OpenMyScan</title><style>${STYLE}</style>\n${words}\n`;
  return new Response(page, { status, headers: { ...kind, "Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Opener-Policy": "same-origin" } });
}
