// Hands what a person opens to the reader, as soon as there is a cell; and gives way to it what is open, where that is the sample.
import { fresh, open, reader } from "./cell.js";
import { begin, count } from "./counter.js";
import { deliver, forget } from "./intake.js";
import { notify, pictured, send, turn } from "./wire.js";

const root = document.documentElement;

// To hand over a file takes half a millisecond of the page: they go in batches, the first alone and few until the first picture is painted in between.
const [FEW, MANY] = [12, 64];
let handings = 0; // canceled so far
let before = Promise.resolve(); // those that were opened first go first
const gap = new MessageChannel();
async function handOver(items, last, meant, mine) {
  let at = 0;
  while (meant === turn && mine === handings) {
    const batch = items.slice(at, (at += pictured ? MANY : at ? FEW : 1));
    reader.postMessage({ items: batch, last: last && at >= items.length });
    if (at >= items.length) return;
    await new Promise((done) => ((gap.port1.onmessage = done), gap.port2.postMessage(0)));
  }
}

// Reading is given up: neither the walk through a folder goes on, nor the handing over, nor the reader.
export function cancel() {
  forget();
  handings += 1;
  reader.postMessage({ cancel: true });
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
    begin();
  }
  if (kind === "sample") send("sample", "{}");
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
