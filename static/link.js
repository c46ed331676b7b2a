// The page's end of the line to the cell: starts it, feeds it its own code, passes messages, paints its pictures.
import { choose, chosen } from "./choices.js";
import { hold, plot } from "./curves.js";
import { film, stop } from "./film.js";
import { deliver, forget, offerSample, pickFiles, pickFolder, whenInstead } from "./intake.js";
import { lacksMemory } from "./lack.js";
import * as leaves from "./leaves.js";
import { attach, canvasOf, detach, forget as forgetPictures, keepMarks, lay, paint } from "./paint.js";
import { save } from "./save.js";
import * as together from "./together.js";

const root = document.documentElement;
const thumbnails = new Map(); // stack -> ImageData, of those that were wanted or came last
const dropped = new Set(); // stacks whose small picture was here, and is asked for again when it is wanted
const MOST_SMALL = 300; // small pictures that are kept: 100 kB each
const frames = new Map(); // stack -> the small canvases that want it
const waiting = []; // messages for the page's Python, before it listens
const asked = {}; // name -> those who wait for the next message of that name
let tell = (name, json) => waiting.push([name, json]);
let listening;
export const whenListening = new Promise((done) => (listening = done));
let cell, reader, plan, stock, programs;
let decoders = []; // workers that help with a slow compression
let inside = null; // the bytes of the PDF or film that is to be seen
let opened = null; // performance.now() when a scan was opened
let requests = 0;
let refused = 0;

export const link = {
  send(name, json) {
    if (name === "cancel") forget(), (handings += 1), reader.postMessage({ cancel: true });
    if (name === "draw") together.asked(JSON.parse(json).view);
    cell.postMessage({ name, json });
  },
  ask(name, fields, answer) {
    const mine = turn;
    return new Promise((done, failed) => {
      (asked[answer] ??= []).push((told) => (mine === turn ? done(told) : failed(new Error("That scan was closed."))));
      cell.postMessage({ name, json: JSON.stringify(fields) });
    });
  },
  next: (answer) => new Promise((done) => (asked[answer] ??= []).push(done)),
};

function notify(name, fields) {
  tell(name, JSON.stringify(fields));
}

function hear({ data: { name, json, pixels } }) {
  if (name === "picture") return picture(JSON.parse(json), json, pixels);
  if (name === "drawn") return together.come({}, () => {}, () => hand(name, json)); // the lines of a picture, just before it
  if (name === "catalog") together.show(); // it tells where their pictures stand now
  if (name === "thumbnail" && pixels) keep(JSON.parse(json), pixels);
  else if (name === "content") hold(pixels);
  else if (name === "marks") keepMarks(JSON.parse(json), pixels);
  else if (name === "inside") inside = pixels;
  else if (name === "file") return save(JSON.parse(json), pixels);
  else if (name === "ready") return started(json);
  else if (name === "decoders") return callIn(JSON.parse(json));
  else if (name === "stuck") return dismiss(JSON.parse(json).decoder);
  else if (name === "refused") return (refused = JSON.parse(json).count), count();
  else if (name === "trouble" && JSON.parse(json).fatal) return crash(JSON.parse(json).text);
  asked[name]?.splice(0).forEach((done) => done({ ...JSON.parse(json), pixels }));
  if (name === "thumbnail" && !worthTelling(JSON.parse(json))) return;
  if (behind) return behind.push([name, json]);
  hand(name, json);
}

function picture(told, json, pixels) {
  const show = () => pixels && paint(told, pixels);
  together.come(told, show, () => (hand("picture", json), seen || letThrough()));
}

// The first picture gets a frame of its own: the lists and cards that follow on its heels are built after it is on the screen.
let seen = false;
let behind = null;
function letThrough() {
  [seen, behind] = [true, []];
  const mine = turn;
  requestAnimationFrame(() =>
    setTimeout(() => {
      if (mine !== turn) return; // the scan was closed meanwhile
      const late = behind;
      behind = null;
      late.forEach(([name, json]) => hand(name, json));
    }),
  );
}

// Of small pictures the page's Python wants to know only those that show nothing.
const blank = new Set();
const worthTelling = ({ stack, blank: why }) => (why ? blank.add(stack) : blank.delete(stack));

// Each catalog tells of all there is. While a large disc is read, a fifth of the page's time at most goes into taking them: one that comes
// sooner waits, and a newer one takes its place. What may speak of it comes after it.
const APART = ["thumbnail", "loaded", "value"];
const TAKES = 4;
let newest = null;
let rests = 0;
let due;
function hand(name, json) {
  if (name === "catalog" && performance.now() < rests) {
    due ??= setTimeout(catchUp, rests - performance.now());
    return void (newest = json);
  }
  if (name === "catalog") newest = null;
  else if (newest !== null && !APART.includes(name) && !(name === "progress" && JSON.parse(json).reading)) catchUp();
  const start = performance.now();
  tell(name, json);
  if (name === "catalog") rests = performance.now() + TAKES * (performance.now() - start);
}

function catchUp() {
  clearTimeout(due);
  const json = newest;
  [due, newest, rests] = [undefined, null, 0];
  if (json !== null) hand("catalog", json);
}

function keep({ stack, rows, columns }, pixels) {
  thumbnails.delete(stack);
  thumbnails.set(stack, new ImageData(new Uint8ClampedArray(pixels.buffer), columns, rows));
  dropped.delete(stack);
  frames.get(stack)?.forEach((small) => hang(small, stack));
  for (const old of thumbnails.keys()) {
    if (thumbnails.size <= MOST_SMALL) break;
    thumbnails.delete(old);
    dropped.add(old);
  }
}

function hang(small, stack) {
  const image = thumbnails.get(stack);
  if (!image) return;
  [small.width, small.height] = [image.width, image.height];
  small.getContext("2d").putImageData(image, 0, 0);
}

// ---- starting, ending -------------------------------------------------------------------------------------------

// The policy lets no script be loaded by address from code, except through here; and here, six addresses only.
const allowed = () => ["/sw.js", plan.cell, plan.reader, plan.decoder, plan.htj2k.url, plan.pdf.url];
const trusted = window.trustedTypes?.createPolicy("openmyscan", {
  createScriptURL(address) {
    if (allowed().includes(address)) return address;
    throw new TypeError(`${address} is no script of this site`);
  },
});
export const scriptAt = (address) => trusted?.createScriptURL(address) ?? address;

function newCell() {
  cell = new Worker(scriptAt(plan.cell));
  reader = new Worker(scriptAt(plan.reader));
  const pair = [cell, reader];
  // What one that was ended had still to say, or how it ended, is past.
  cell.onmessage = (event) => pair[0] === cell && hear(event);
  for (const worker of pair) {
    worker.onerror = (event) => {
      event.preventDefault();
      if (pair[0] === cell) crash(event.message ?? "its script could not be loaded");
    };
  }
  const { port1, port2 } = new MessageChannel();
  cell.postMessage({ port: port1 }, [port1]);
  reader.postMessage({ port: port2 }, [port2]);
}

// `archives` gives the files of the cell in two parts, which takes them over, and fills `compiled` with the WebAssembly programs; all
// hash-checked. No worker is made before `first` has settled.
export async function start(assets, archives, compiled, first) {
  [plan, stock, programs] = [assets, archives, compiled];
  await first;
  newCell();
  await feed();
}

async function feed() {
  root.dataset.core = "loading";
  const mine = cell;
  const [first, rest] = stock();
  rest.catch(() => {}); // told when its turn comes
  const files = await first;
  if (mine === cell) cell.postMessage({ boot: { files, compiled: programs["pyodide.asm.wasm"] } }, Object.values(files));
  const packages = await rest;
  if (mine === cell) cell.postMessage({ packages }, Object.values(packages));
}

// Decoders take single frames off the cell's hands. One that ends is only lost time.
function callIn({ kind, wanted }) {
  const mine = cell;
  const { "charls.wasm": charls, "openjpeg.wasm": openjpeg } = programs;
  for (let more = 0; more < wanted; more += 1) {
    const decoder = new Worker(scriptAt(kind === "htj2k" ? plan.htj2k.url : plan.decoder));
    const number = decoders.push(decoder) - 1;
    const { port1, port2 } = new MessageChannel();
    decoder.onerror = (event) => (event.preventDefault(), dismiss(number), mine === cell && cell.postMessage({ lost: number }));
    cell.postMessage({ decoder: port1, kind }, [port1]);
    decoder.postMessage({ jobs: port2, compiled: { "charls.wasm": charls, "openjpeg.wasm": openjpeg } }, [port2]);
  }
}

// What was seen of a document goes with it: the film's address, the room of the PDF and all that it knew.
function forgetInside() {
  inside = null;
  stop();
  leaves.close();
}

const dismiss = (number) => decoders[number].terminate();

let gate; // opens when the cell is up and the page is sealed
let open = new Promise((done) => (gate = done));
export const whenReady = open; // the first cell
let sealed;
export const whenSealed = new Promise((done) => (sealed = done));
export const seal = () => sealed();

async function started(json) {
  tell("ready", json);
  await whenSealed;
  root.dataset.core = "ready";
  gate();
}

function end() {
  [cell, reader, ...decoders].forEach((worker) => worker?.terminate());
  decoders = [];
}

// Who leaves the page leaves nothing of the scan behind: browsers keep a page as it stands, for the way back to it. The workers end, the
// page forgets, and what comes back is loaded anew. Only here: a download, or a visit elsewhere that was called off, leaves no page.
addEventListener("pagehide", ({ persisted }) => {
  end();
  if (!persisted) return; // all of it goes
  root.hidden = true;
  delete root.dataset.open;
  clear();
  tell("closed", "{}");
});
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

let broken = false; // the start itself failed
let turn = 0; // one for each cell after the first
function fresh({ walking = false } = {}) {
  if (broken && root.dataset.sealed !== "true") {
    root.hidden = true; // the page is left, see app/page/main.py
    return location.reload(); // nothing else seals the page
  }
  end();
  clear({ walking });
  newCell();
  feed().catch(fail);
}

// Forgets all that the page itself holds of a scan; `walking`: what is being taken in is meant for the fresh cell.
function clear({ walking = false } = {}) {
  turn += 1;
  if (!walking) forget();
  delete root.dataset.sample;
  thumbnails.clear();
  dropped.clear();
  frames.clear();
  hold(null);
  together.forget();
  forgetPictures();
  forgetInside();
  open = new Promise((done) => (gate = done));
  [opened, requests, refused] = [null, 0, 0];
  [seen, behind, newest] = [false, null, null];
  catchUp();
  blank.clear();
}

// The archives did not come, or are not the ones they should be, or the wall does not stand: there is no cell to work with.
export function fail(error) {
  broken = true;
  root.dataset.core = "failed";
  end();
  const text = error.words ?? `The program could not be loaded completely (${error.message}). Check the connection and load the page again.`;
  notify("core", { state: "failed", text });
}

function crash(text) {
  root.dataset.core = "failed";
  end();
  open = new Promise((done) => (gate = done)); // what is dropped now waits for the next cell
  const full = lacksMemory(text);
  const cause = full ? "it ran out of memory. Open fewer pictures at once, or close other tabs" : `of a fault in this program (${text.trim().split("\n").pop()})`;
  notify("crashed", { text: `The part that reads the pictures stopped${full ? ":" : " because"} ${cause}. Nothing has left this computer.` });
}

// ---- what the page's Python uses --------------------------------------------------------------------------------

window.oms = {
  canvas: canvasOf,
  attach,
  detach,
  exports: {},
  send: link.send,
  on(callback) {
    tell = callback;
    waiting.splice(0).forEach(([name, json]) => tell(name, json));
    listening();
  },
  thumbnail(stack, small) {
    if (!frames.has(stack)) frames.set(stack, new Set());
    frames.get(stack).add(small);
    hang(small, stack);
    if (dropped.delete(stack)) link.send("thumbnail", JSON.stringify({ stack }));
  },
  release(stack, small) {
    frames.get(stack)?.delete(small);
    if (!frames.get(stack)?.size) frames.delete(stack);
  },
  chosen,
  choose,
  plot,
  lay,
  forgetCurves: () => hold(null),
  film: (video) => (film(video, inside), (inside = null)),
  leaves: {
    open(box, scroller) {
      leaves.open(new Worker(scriptAt(plan.pdf.url)), inside, box, scroller, (told) => notify("leaf", told));
      inside = null;
    },
    password: leaves.password,
    go: leaves.go,
    scale: leaves.scale,
  },
  forgetInside,
  pickFolder,
  pickFiles,
  sample: () => offerSample(),
  close() {
    delete root.dataset.open;
    fresh();
    notify("closed", {});
  },
};

whenInstead(() => window.oms.close());

// To hand over a file takes half a millisecond of the page: they go in batches, the first alone and few until the first picture is painted in between.
const [FEW, MANY] = [12, 64];
let handings = 0; // canceled so far
let before = Promise.resolve(); // those that were opened first go first
const gap = new MessageChannel();
async function handOver(items, last, meant, mine) {
  let at = 0;
  while (meant === turn && mine === handings) {
    const batch = items.slice(at, (at += seen ? MANY : at ? FEW : 1));
    reader.postMessage({ items: batch, last: last && at >= items.length });
    if (at >= items.length) return;
    await new Promise((done) => ((gap.port1.onmessage = done), gap.port2.postMessage(0)));
  }
}

let sample = null; // the turn in which the sample was opened
let taken = null; // the turn in which something has been handed over
deliver(async ({ kind, items, count: total, last }) => {
  if (kind === "sample") sample = turn;
  else if (sample === turn) {
    // The sample gives way to a person's own scan.
    fresh({ walking: true });
    notify("closed", {});
    root.dataset.open = "true";
  }
  root.dataset.sample = String(sample === turn);
  const meant = turn;
  const waits = root.dataset.core !== "ready";
  if (waits) notify("intake", { kind, count: total });
  await open;
  if (meant !== turn) return; // closed before the core was up: it was not meant for the next cell
  if (taken !== turn) {
    taken = turn;
    opened = performance.now();
  }
  if (kind === "sample") link.send("sample", "{}");
  else {
    const [earlier, mine] = [before, handings];
    let left;
    before = new Promise((done) => (left = done));
    await earlier;
    handOver(items, last, meant, mine).finally(left); // also where it was closed meanwhile: whoever opens next waits for this one
    if (meant !== turn) return;
  }
  if (!waits) notify("intake", { kind, count: total }); // the files left first
  count();
});

// ---- requests since opening -------------------------------------------------------------------------------------

function count() {
  notify("requests", { count: requests, refused });
}
// A worker's script out of the service worker's store is none: it answers from there only, and nothing is asked of anybody.
const ours = ({ name }) => navigator.serviceWorker?.controller && [plan.decoder, plan.htj2k.url, plan.pdf.url].includes(new URL(name).pathname);
new PerformanceObserver((list) => {
  if (opened === null) return;
  requests += list.getEntries().filter((entry) => entry.startTime >= opened && entry.name.startsWith("http") && !ours(entry)).length;
  count();
}).observe({ type: "resource", buffered: false });
addEventListener("securitypolicyviolation", () => ((refused += 1), count()));

export { notify };
