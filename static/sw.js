// The service worker: after it is installed the site works without a network, and nothing unknown ever reaches one.
//
// It fetches the program in one place only, `install`, and there only the files listed here, each checked against its hash. Answering,
// it looks into its cache and nowhere else, but for one question of one page: /pro may ask the license service. What lies in the cache it
// believes as little as what comes from a network: every script of this site can write there. So each answer is held against its hash
// when it is given, and goes out with the policy of its address: that it came with, or the headers that stand here.

const CACHE = "openmyscan-{{release}}";
const OURS = /^openmyscan-/;
const FILES = /* precache */ []; // [address, hash] of every file of this release; the build puts them here
const RULES = /* headers */ []; // [pattern of addresses, headers], as in vercel.json; the build puts them here
const TYPES = /* types */ {}; // content types, by endings
const NOTHING = /* nothing */ ""; // 404.html; the build puts it here
const [AGAIN, GONE] = [/* again */ "", /* gone */ ""]; // what is said where the program is missing here: it is being loaded again; or there is no network
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
// address is its hash) is copied; only the rest is downloaded. What lies damaged in a store of this browser, in ours or in its own, keeps
// nobody from the sound file of the site: whatever does not fit is asked for anew, in the end past all stores.
async function keep(cache, address, integrity) {
  const there = await cache.match(address);
  if (there && genuine(there, address)) return;
  const fetched = (how) => fetch(address, { cache: how, credentials: "omit", redirect: "error" });
  const older = address.startsWith("/runtime/") && (await caches.match(address));
  const ways = [...(older ? [() => older] : []), () => fetched("default"), () => fetched("reload")];
  let fault = null;
  for (const way of ways) {
    fault = await take(cache, address, integrity, way).then(() => null, (error) => error);
    if (!fault || fault.name === "QuotaExceededError") break; // where there is no room, there is none for another copy
  }
  if (fault) throw fault;
}

// It is kept as it came, not as a Response made here: Firefox would take a script in such a one for this worker's own, which the seal of
// the page does not let in again. And it is checked where it lies, under a name that nobody asks for: of what `fetch` checks by itself,
// Chromium holds on to a copy.
async function take(cache, address, integrity, way) {
  const answer = await way();
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  const unchecked = `/unchecked${address}`;
  await cache.put(unchecked, answer);
  const sound = (await hash(await (await cache.match(unchecked)).arrayBuffer())) === integrity;
  if (sound) await cache.put(address, await cache.match(unchecked));
  await cache.delete(unchecked);
  if (!sound) throw new Error(`${address} is not the file of this release`);
}

async function hash(body, keeping = false) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  if (!keeping) discard(body);
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

// A key or a token, from the page /pro, to the license service. The same from any other page is refused: that page may hold a scan.
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
  const page = request.mode === "navigate";
  const address = page ? clean(pathname) : pathname;
  const known = FILES.find(([name]) => name === address);
  if (known) return (await sound(...known)) ?? lost(page);
  return page ? notFound() : ofBefore(address);
}

// The file of this release, if it is here and is that one. What only claims to be it goes.
async function sound(address, integrity) {
  const cache = await caches.open(CACHE);
  const found = (await cache.match(address)) ?? (await caches.match(address));
  if (!found) return null;
  // As it came, if it can be: Firefox would take a script in an answer made here for this worker's own, see above, and Chromium has
  // bytecode of what it knows. The two halves of a clone are the same bytes.
  const asItCame = genuine(found, address) && guarded(found, address);
  const body = await (asItCame ? found.clone() : found).arrayBuffer();
  if ((await hash(body, !asItCame)) === integrity) return asItCame ? found : new Response(body, { headers: headersFor(address) });
  for (const name of await caches.keys()) await (await caches.open(name)).delete(address);
  return null;
}

// A page of the release before is open still and needs its own files, whose hashes nobody here knows. What a script makes up has no
// address, and only a server's own answer is "basic"; where no script has a network, nobody can have put another under this name.
async function ofBefore(address) {
  const found = /^\/(app|runtime)\//.test(address) && (await caches.match(address));
  return found && genuine(found, address) ? found : Response.error();
}

function genuine({ type, url, status, redirected }, address) {
  return type === "basic" && status === 200 && !redirected && url === self.location.origin + address;
}

// Whether it has what the wall of its address is made of, as the host sent it: one more policy loosens nothing.
function guarded({ headers }, address) {
  const due = headersFor(address);
  const policies = (headers.get("Content-Security-Policy") ?? "").split(/,\s*/);
  const others = ["Cross-Origin-Embedder-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "X-Content-Type-Options"];
  return policies.includes(due["Content-Security-Policy"]) && others.every((name) => headers.get(name) === due[name]);
}

function headersFor(address) {
  const [ending] = /\.\w+$/.exec(address) ?? [".html"];
  const due = RULES.filter(([pattern]) => new RegExp(`^(?:${pattern})$`).test(address)).map(([, headers]) => headers);
  return Object.assign({ "Content-Type": TYPES[ending] ?? "application/octet-stream" }, ...due);
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

// The page that the site itself sends from an address at which there is nothing, to those whom this worker does not answer. It stands
// here whole: hosts send it with status 404, each in its own way, and an installation is not to hang on that.
function notFound() {
  return new Response(NOTHING, { status: 404, headers: headersFor("/404") });
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
