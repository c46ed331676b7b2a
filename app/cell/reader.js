// The reader: a second worker beside the cell, under `default-src 'none'`, that walks folders and reads files while Python
// works on those that came before. It decides nothing: {path, file, data} of each goes to the cell by `port`, in no strict order;
// {begin}, {total}, {end} go with them.
import "./bare.js"; // before all else

const LANES = 8; // files read at once; more did not help (one costs about a millisecond, most of it waiting)
const WHOLE = 4 << 20; // a file up to this size is read at one go, header and pixels
const FRONT = 1 << 18; // of a larger one, this much
const AHEAD = 32; // files read of which the cell has not yet said that it took them; it says so of several at once

let port; // to the cell
let handed = []; // [{path, file | handle | error}] handed over by the page, not yet walked
let found = []; // the same, folders unfolded, not yet read
let counted = 0; // of those found, since reading began
let complete = true; // whether the page has handed over all it will
let walked = true; // whether all of that has been walked
let canceled = false;
let reading = false;
let ahead = 0;
let led = false; // whether the first file was read: until then it has the drive and the processor to itself, for the first picture
let waiting = []; // who waits for more to be handed over or found, or for the cell

const wait = () => new Promise((resume) => waiting.push(resume));
const wake = () => waiting.splice(0).forEach((resume) => resume());

async function* unfold(item) {
  if (item.handle?.kind !== "directory") return yield item;
  const children = [];
  for await (const child of item.handle.values()) children.push(child);
  children.sort((a, b) => (a.name < b.name ? -1 : 1)); // names on a disc follow the order of writing: kind to slow drives
  for (const child of children) yield* unfold({ path: `${item.path}/${child.name}`, handle: child });
}

// Runs ahead of the reading, so that soon it is known how many files there are.
async function walk() {
  while (!canceled) {
    const item = handed.shift();
    if (!item && complete) break;
    if (!item) {
      await wait();
      continue;
    }
    try {
      for await (const one of unfold(item)) {
        if (canceled) break;
        found.push(one);
        counted += 1;
        wake();
      }
    } catch (error) {
      found.push({ path: item.path, error: String(error?.message ?? error) }); // a folder that went away: a stick pulled out
      counted += 1;
    }
  }
  walked = true;
  port.postMessage({ total: counted });
  wake();
}

async function lane() {
  for (;;) {
    while (!canceled && (ahead >= AHEAD || (!led && ahead) || (!found.length && !walked))) await wait();
    const item = found.shift();
    if (!item || canceled) return;
    ahead += 1;
    try {
      if (item.error) throw new Error(item.error);
      const file = item.file ?? (await item.handle.getFile());
      const data = new Uint8Array(await file.slice(0, file.size <= WHOLE ? file.size : FRONT).arrayBuffer());
      port.postMessage({ path: item.path, file, data }, [data.buffer]);
    } catch (error) {
      port.postMessage({ path: item.path, error: String(error?.message ?? error) });
    }
    if (!led) {
      led = true;
      wake();
    }
  }
}

async function read() {
  [reading, canceled, counted, found, led] = [true, false, 0, [], false];
  port.postMessage({ begin: true });
  do {
    walked = false;
    await Promise.all([walk(), ...Array.from({ length: LANES }, lane)]);
  } while (!canceled && (handed.length || !complete)); // more was handed over while the last lanes were finishing
  reading = false;
  port.postMessage({ end: true, canceled });
  if (handed.length || !complete) read(); // handed over after it was canceled, while a slow drive kept a lane waiting
}

self.onmessage = ({ data }) => {
  if (data.port) {
    port = data.port;
    port.onmessage = ({ data: { taken } }) => ((ahead -= taken), wake()); // the cell took some
  } else if (data.cancel) {
    [canceled, complete, handed] = [true, true, []];
    if (reading) wake();
    else port?.postMessage({ end: true, canceled }); // all was read, but the cell may still be taking an archive apart
  } else {
    for (const item of data.items) handed.push(item);
    complete = data.last;
    wake();
    if (!reading) read();
  }
};
