// Starts the site: the cell and PyScript side by side; then seals the page. The order matters, see each step.
import "./automation.js";
import { fail, seal, start } from "./cell.js";
import { checkHeaders } from "./headers.js";
import "./offline.js";
import { oms } from "./oms.js";
import { elsewhere, spoken, take } from "./language.js";
import { painted } from "./painted.js";
import { Program } from "./program.js";
import { settled } from "./settle.js";
import { notify, whenListening } from "./wire.js";
import { license } from "../license.js";
import { sealWith } from "../wall.js";

const root = document.documentElement;
const plan = PLAN; // the build writes it here: addresses, hashes and sizes of all that is loaded, so that this script's hash covers them

// PyScript keeps the page's one thread for a third of a second, in which nothing passes from hand to hand that the cell waits for.
// What comes from near goes first; on a slow line nobody waits for it longer than this.
const HEAD_START = 500; // ms

async function boot() {
  if (elsewhere(plan.languages)) return; // this page is left for that in another language
  if (!navigator.serviceWorker?.controller) await painted(); // on a first visit all of it comes over the line
  document.head.append(document.getElementById("ahead").content); // with their hashes, before anything imports them
  const store = await caches.open(plan.cache).catch(() => null); // private windows of some browsers refuse
  const walled = checkHeaders(own(plan.walls), [plan.pdf.url, plan.htj2k.url]);
  // While a file comes in, Chromium lets nobody else have it from its cache: a worker that asks meanwhile waits, sometimes for minutes.
  // The service worker answers from another store.
  const first = navigator.serviceWorker?.controller ? null : walled;
  const program = new Program(plan, store, walled, first);

  take(plan.languages);
  const stocked = start(plan, () => program.stock(), program.compiled, first);
  const ahead = new Promise((done) => setTimeout(done, HEAD_START));
  const python = (program.listener = Promise.race([stocked.catch(() => {}), ahead]).then(page));
  await Promise.all([stocked, python]);
  await program.keepLate();
  await settled();
  await Promise.all([...document.images].map(loaded)); // after the seal none could come
  // Where no store keeps it, the browser's cache does: after the seal it could only come from the network.
  if (root.dataset.offline !== "true") {
    // Where it does not come, PDFs stay closed, and the cell decodes HTJ2K alone.
    await Promise.all([plan.pdf, plan.htj2k].map(({ url }) => fetch(url).then((answer) => answer.arrayBuffer()).catch(() => {})));
  }
  close();
}

// The walls of this page and of its workers; the page stands at another address in each language.
const own = ({ "/": page, ...workers }) => ({ [location.pathname]: page, ...workers });

// PyScript, with MicroPython only, and the page's own Python in one file that is checked by its hash.
async function page() {
  const answer = await fetch(plan.page.url, { integrity: plan.page.integrity });
  oms.program = await answer.text();
  oms.language = await spoken;
  // PyScript opens an empty database when it is loaded, for folders that programs mount. Here nothing is mounted or kept.
  if (window.IDBFactory) IDBFactory.prototype.open = () => ({});
  // Its one default hook is turned into text by `Function`, which the policy refuses: out with it.
  const { hooks } = await import(`${plan.runtime}/pyscript/core.js`);
  hooks.worker.onBeforeRunAsync.clear();
  await whenListening;
}

// Nothing waits for the picture of the welcome screen but the seal; one that does not come is left out.
function loaded(image) {
  return image.complete || new Promise((done) => { image.onload = image.onerror = done; });
}

// From here on the page itself may load nothing but a fresh cell and its helpers. A film is played from bytes that are in the page.
function close() {
  sealWith([plan.cell, plan.reader, plan.decoder, plan.htj2k.url, plan.pdf.url]);
  root.dataset.sealed = "true";
  notify("sealed", { sealed: true, offline: root.dataset.offline === "true" });
  seal();
}

// Is Pro on? Nothing waits for the answer, and nothing is asked of anybody: the token lies in this browser, or there is none.
function day(seconds) {
  return seconds && new Date(seconds * 1000).toISOString().slice(0, 10).replaceAll("-", "");
}
license().then(({ state, until, grace }) => notify("license", { state, until: day(until), grace: day(grace) }));

boot().catch(fail);
