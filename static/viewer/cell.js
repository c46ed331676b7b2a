// The life of the cell: the worker that holds a scan, and the reader beside it. They are started, fed with their program, and ended with
// the scan; each scan has a cell of its own.
import * as counter from "./counter.js";
import { hold } from "./curves.js";
import { callIn, dismiss, forgetInside } from "./helpers.js";
import { forget as forgetIntake } from "./intake.js";
import { lacksMemory } from "./lack.js";
import { spoken } from "./language.js";
import { forget as forgetPictures } from "./paint.js";
import { newWorker, permit } from "./scripts.js";
import * as thumbnails from "./thumbnails.js";
import * as wire from "./wire.js";
import { say } from "../say.js";

const root = document.documentElement;
export let reader;
let cell, stock, programs;

// ---- starting

// `archives` gives the files of the cell in two parts, which takes them over, and fills `compiled` with the WebAssembly programs; all
// hash-checked. No worker is made before `first` has settled.
export async function start(plan, archives, compiled, first) {
  permit(plan);
  [stock, programs] = [archives, compiled];
  await first;
  newCell();
  await feed();
}

function newCell() {
  const pair = ([cell, reader] = [newWorker("cell"), newWorker("reader")]);
  wire.connect(cell);
  // What one that was ended had still to say, or how it ended, is past.
  cell.onmessage = ({ data }) => pair[0] === cell && wire.hear(data);
  for (const worker of pair) {
    worker.onerror = (event) => {
      event.preventDefault();
      if (pair[0] === cell) crash(event.message ?? say("script.load.script"));
    };
  }
  const { port1, port2 } = new MessageChannel();
  cell.postMessage({ port: port1 }, [port1]);
  reader.postMessage({ port: port2 }, [port2]);
}

async function feed() {
  root.dataset.core = "loading";
  const mine = cell;
  const [first, rest] = stock();
  rest.catch(() => {}); // told when its turn comes
  const files = await first;
  if (mine === cell) cell.postMessage({ boot: { files, compiled: programs["pyodide.asm.wasm"] } }, Object.values(files));
  const [packages, language] = await Promise.all([rest, spoken]);
  if (mine === cell) cell.postMessage({ packages, language }, Object.values(packages));
}

let gate; // opens when the cell is up and the page is sealed
export let open = new Promise((done) => (gate = done));
export const whenReady = open; // the first cell
export let seal;
const whenSealed = new Promise((done) => (seal = done));

async function started(json) {
  wire.pass("ready", json);
  await whenSealed;
  root.dataset.core = "ready";
  gate();
}

wire.take("ready", (json) => (started(json), false));
wire.take("decoders", (json) => (callIn(JSON.parse(json), programs), false));

// ---- ending

function end() {
  [cell, reader].forEach((worker) => worker?.terminate());
  dismiss();
}

// Who leaves the page leaves nothing of the scan behind: browsers keep a page as it stands, for the way back to it. The workers end, the
// page forgets, and what comes back is loaded anew. Only here: a download, or a visit elsewhere that was called off, leaves no page.
addEventListener("pagehide", ({ persisted }) => {
  end();
  if (!persisted) return; // all of it goes
  root.hidden = true;
  delete root.dataset.open;
  clear();
  wire.notify("closed", {});
});
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

let broken = false; // the start itself failed

// The scan is closed: its cell ends, and a fresh one starts. `walking`: what is being taken in is meant for the fresh one.
export function fresh({ walking = false } = {}) {
  if (broken && root.dataset.sealed !== "true") {
    root.hidden = true; // the page is left, see app/page/input/history.py
    return location.reload(); // nothing else seals the page
  }
  end();
  clear({ walking });
  newCell();
  feed().catch(fail);
}

// Forgets all that the page itself holds of a scan.
function clear({ walking = false } = {}) {
  wire.forget();
  if (!walking) forgetIntake();
  delete root.dataset.sample;
  thumbnails.forget();
  hold(null);
  forgetPictures();
  forgetInside();
  counter.forget();
  shut();
}

const shut = () => (open = new Promise((done) => (gate = done)));

// The archives did not come, or are not the ones they should be, or the wall does not stand: there is no cell to work with.
export function fail(error) {
  broken = true;
  root.dataset.core = "failed";
  end();
  const text = error.words ?? say("script.load.failed", { reason: error.message });
  wire.notify("core", { state: "failed", text });
}

function crash(text) {
  root.dataset.core = "failed";
  end();
  shut(); // what is dropped now waits for the next cell
  wire.notify("crashed", { text: lacksMemory(text) ? say("script.crash.memory") : say("script.crash.fault", { fault: text.trim().split("\n").pop() }) });
}

wire.take("trouble", (json) => {
  const { fatal, text } = JSON.parse(json);
  if (fatal) crash(text);
  return !fatal;
});
