// Starts the site: the cell and PyScript side by side; then seals the page. The order matters, see each step.
import "./automation.js";
import { discard } from "./discard.js";
import { licence } from "./licence.js";
import { fail, notify, scriptAt, seal, start, whenListening } from "./link.js";
import "./offline.js";
import { Unpacker } from "./unpack.js";
import { sealWith } from "./wall.js";

const root = document.documentElement;
const offlineReady = "serviceWorker" in navigator;
const plan = PLAN; // the build writes it here: addresses, hashes and sizes of all that is loaded, so that this script's hash covers them

// PyScript keeps the page's one thread for a third of a second, in which nothing passes from hand to hand that the cell waits for.
// What comes from near goes first; on a slow line nobody waits for it longer than this.
const HEAD_START = 500; // ms

async function boot() {
  const total = [plan.unpacker, ...plan.assets].reduce((sum, asset) => sum + asset.bytes, 0);
  const store = await caches.open(plan.cache).catch(() => null); // private windows of some browsers refuse
  const kept = new Map(); // where there is no store, or no room in it, the assets stay here, for the next cell
  let done = 0;

  // One asset: from the store, else from the site and by way of the store. It is kept once, not in the browser's own cache as well.
  // A newer version that came meanwhile has taken into its own store what both need.
  async function answer(url) {
    const known = kept.has(url) ? new Response(kept.get(url)) : store && ((await store.match(url)) ?? (await caches.match(url)));
    if (known) return known;
    const come = async (cache) => {
      const response = await fetch(url, { cache });
      if (!response.ok) throw new Error(`${url} could not be loaded (${response.status})`);
      return response;
    };
    if (store) {
      const stored = await store.put(url, await come("no-store")).then(() => true, () => false); // no room
      if (stored) return store.match(url);
    }
    kept.set(url, await (await come("default")).blob());
    return new Response(kept.get(url));
  }

  // Its bytes, checked at each start, wherever they come from: what lies in the store may have been left there unchecked, by a page
  // that was closed meanwhile. Checked here and not by fetch's own `integrity`, and compiled whole, not from the stream: the browser
  // would hold on to the buffers in which it does these (40 MB and 20 MB, in Chromium) for as long as the page lives.
  async function bytesOf({ url, integrity, bytes }) {
    const body = await (await answer(url)).arrayBuffer();
    if ((await hash(body)) !== integrity) {
      await python.catch(() => {}); // it comes from there too, and is to say what happened
      await forgetProgram();
      throw new Unsound(`${url} is not the file this version was made with`);
    }
    done += bytes;
    notify("boot", { step: "loading", done, total });
    return body;
  }

  const walled = wall();
  // While a file comes in, Chromium lets nobody else have it from its cache: a worker that asks meanwhile waits, sometimes for minutes.
  // The service worker answers from another store.
  const first = navigator.serviceWorker?.controller ? null : walled;

  const compiled = {}; // the programs: compiled once for this page, given to each worker that runs one
  async function program(asset, unpacker) {
    const body = await contents(asset, unpacker);
    compiled[asset.name] = await WebAssembly.compile(body);
    discard(body);
  }

  async function contents(asset, unpacker) {
    const body = await bytesOf(asset);
    return asset.packed ? (await unpacker).unpack(body) : body;
  }

  async function archives(assets, unpacker) {
    const files = {};
    const parts = assets.map(async (asset) => {
      if (asset.name.endsWith(".wasm")) await program(asset, unpacker);
      else files[asset.name] = await contents(asset, unpacker);
    });
    await Promise.all([walled, ...parts]);
    return files;
  }

  async function newUnpacker() {
    if (!compiled[plan.unpacker.name]) await program(plan.unpacker);
    await first;
    return new Unpacker(plan.decoder, compiled);
  }

  // Two promises of archives, which the cell takes over: what Python starts with (the interpreter is compiled by then), and the rest.
  function stock() {
    const unpacker = newUnpacker();
    const wanted = plan.assets.filter(({ name }) => !compiled[name]);
    const parts = [true, false].map((soon) => archives(wanted.filter(({ early }) => early === soon), unpacker));
    Promise.allSettled(parts).then(async () => (await unpacker).end()).catch(() => {}); // a failure is told where the archives are waited for
    return parts;
  }

  const stocked = start(plan, stock, compiled, first);
  const ahead = new Promise((done) => setTimeout(done, HEAD_START));
  const python = Promise.race([stocked.catch(() => {}), ahead]).then(page);
  await Promise.all([stocked, python]);
  // For use without a network, by the page itself: of a script that a service worker puts away while it is installed, Chromium makes
  // bytecode at once, and holds on to all of that. For the reader of PDFs, which most visits do not need, it would be 10 MB.
  // Where it does not come the service worker tries again, and says so; where it is another file nothing goes on.
  if (store) await bytesOf({ ...plan.pdf, bytes: 0 }).then(discard, (error) => error instanceof Unsound && Promise.reject(error));
  await settled();
  // Where no store keeps it, the browser's cache does: after the seal it could only come from the network.
  if (root.dataset.offline !== "true") await fetch(plan.pdf.url).then((answer) => answer.arrayBuffer()).catch(() => {}); // PDFs stay closed
  close();
}

// The wall is made of headers, and a host can forget them. Where one is missing or another, no cell gets its program: it could send
// what it reads. (Without its policy Pyodide would not even start in Firefox's cell, and never say why.)
async function wall() {
  const stored = !!navigator.serviceWorker?.controller; // then the workers get their scripts from its store, as this does
  const standing = Object.entries(plan.walls).map(async ([address, policy]) => {
    const method = address === plan.pdf.url && !stored ? "HEAD" : "GET"; // it is large and has time
    const answer = await fetch(address, { method, cache: "no-cache" }); // the browser may hold it with the headers of another day
    if (stored) await answer.body?.cancel();
    else discard(await answer.arrayBuffer()); // to its end: so the worker gets from the browser's cache what was looked at here
    if (!answer.ok) throw new Error(`${address} could not be loaded (${answer.status})`);
    const sent = (answer.headers.get("Content-Security-Policy") ?? "").split(/,\s*/);
    if (!sent.includes(policy)) throw new Unprotected(address);
  });
  await Promise.all(standing);
}

class Unsound extends Error {}

class Unprotected extends Error {
  constructor(address) {
    super(address);
    this.words =
      `This copy of the site is served without its protection, so it does not open scans: the rule that keeps a scan on this computer is missing at ${address} or was changed on the way. ` +
      "Your files were not read. Try another network, or a browser without extensions. If you run this site: let it send the headers of vercel.json, then load the page again.";
  }
}

// What is kept is not sound: all of it goes, with the service worker that would answer from it, so that the next load comes from the site.
async function forgetProgram() {
  if (window.caches) for (const name of await caches.keys()) await caches.delete(name);
  for (const registration of (await navigator.serviceWorker?.getRegistrations()) ?? []) await registration.unregister();
}

async function hash(body) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}

// PyScript, with MicroPython only, and the page's own Python in one file that is checked by its hash.
async function page() {
  const answer = await fetch(plan.page.url, { integrity: plan.page.integrity });
  window.oms.program = await answer.text();
  // PyScript opens an empty database when it is loaded, for folders that programs mount. Here nothing is mounted or kept.
  if (window.IDBFactory) IDBFactory.prototype.open = () => ({});
  // Its one default hook is turned into text by `Function`, which the policy refuses: out with it.
  const { hooks } = await import(`${plan.runtime}/pyscript/core.js`);
  hooks.worker.onBeforeRunAsync.clear();
  await whenListening;
}

// The service worker fetches what is missing for offline use; only then the page seals itself, so that no request follows.
async function settled() {
  if (!offlineReady) return;
  try {
    const registration = await navigator.serviceWorker.register(scriptAt("/sw.js"), { updateViaCache: "all" });
    await installed(registration);
    if (!navigator.serviceWorker.controller) await takenOver(registration.active);
    root.dataset.offline = "true";
  } catch (error) {
    notify("trouble", { text: `This browser could not store the program for use without a network (${error.message}). Everything else works.`, fatal: false });
  }
}

// `ready` of a service worker never comes when the files it should keep are not the right ones; this fails instead.
async function installed({ installing, waiting, active }) {
  const worker = active ?? waiting ?? installing;
  while (worker.state !== "activated") {
    await new Promise((done) => worker.addEventListener("statechange", done, { once: true }));
    if (worker.state === "redundant") throw new Error("a file on the server is not the one this version was made with");
  }
}

// The service worker takes over the first page by itself, but one that was loaded past it (Shift+Reload) only when it is asked to.
async function takenOver(worker) {
  const taken = new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
  worker.postMessage("take over");
  await taken;
}

// From here on the page itself may load nothing but a fresh cell and its helpers. A film is played from bytes that are in the page.
function close() {
  sealWith([plan.cell, plan.reader, plan.decoder, plan.pdf.url]);
  root.dataset.sealed = "true";
  notify("sealed", { sealed: true, offline: root.dataset.offline === "true" });
  seal();
}

// Is Pro on? Nothing waits for the answer, and nothing is asked of anybody: the token lies in this browser, or there is none.
function day(seconds) {
  return seconds && new Date(seconds * 1000).toISOString().slice(0, 10).replaceAll("-", "");
}
licence().then(({ state, until, grace }) => notify("licence", { state, until: day(until), grace: day(grace) }));

boot().catch(fail);
