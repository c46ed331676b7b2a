// The reader: a second worker beside the cell, under `default-src 'none'`, that walks folders and reads files while Python
// works on those that came before. It decides nothing: {path, file, data} of each goes to the cell by `port`, in no strict order.
const LANES = 8; // files read at once; more did not help (one costs about a millisecond, most of it waiting)
const WHOLE = 4 << 20; // a file up to this size is read at one go, header and pixels
const FRONT = 1 << 18; // of a larger one, this much
const AHEAD = 32; // files read and not yet taken by the cell

let port; // to the cell
let queue = []; // [{path, file | handle | error}] handed over, not yet read
let complete = true; // whether the page has handed over all it will
let cancelled = false;
let reading = false;
let ahead = 0;
let waiting = []; // who waits for more to be handed over, or for the cell

const wait = () => new Promise((resume) => waiting.push(resume));
const wake = () => waiting.splice(0).forEach((resume) => resume());

async function* walk(item) {
  if (item.handle?.kind !== "directory") return yield item;
  const children = [];
  for await (const child of item.handle.values()) children.push(child);
  children.sort((a, b) => (a.name < b.name ? -1 : 1)); // names on a disc follow the order of writing: kind to slow drives
  for (const child of children) yield* walk({ path: `${item.path}/${child.name}`, handle: child });
}

async function* items() {
  for (;;) {
    while (queue.length) {
      const item = queue.shift();
      try {
        yield* walk(item);
      } catch (error) {
        yield { path: item.path, error: String(error?.message ?? error) }; // a folder that went away: a stick pulled out
      }
    }
    if (complete || cancelled) return;
    await wait();
  }
}

async function lane(stream) {
  for (;;) {
    while (ahead >= AHEAD && !cancelled) await wait();
    const { value: item, done } = await stream.next();
    if (done || cancelled) return;
    ahead += 1;
    try {
      if (item.error) throw new Error(item.error);
      const file = item.file ?? (await item.handle.getFile());
      const data = new Uint8Array(await file.slice(0, file.size <= WHOLE ? file.size : FRONT).arrayBuffer());
      port.postMessage({ path: item.path, file, data }, [data.buffer]);
    } catch (error) {
      port.postMessage({ path: item.path, error: String(error?.message ?? error) });
    }
  }
}

async function read() {
  reading = true;
  cancelled = false;
  port.postMessage({ begin: true });
  do {
    const stream = items();
    await Promise.all(Array.from({ length: LANES }, () => lane(stream)));
  } while (!cancelled && (queue.length || !complete)); // more was handed over while the last lanes were finishing
  queue = [];
  reading = false;
  port.postMessage({ end: true, cancelled });
}

self.onmessage = ({ data }) => {
  if (data.port) {
    port = data.port;
    port.onmessage = () => ((ahead -= 1), wake()); // the cell took one
  } else if (data.cancel) {
    [cancelled, complete, queue] = [true, true, []];
    wake();
  } else {
    queue.push(...data.items);
    complete = data.last;
    wake();
    if (!reading) read();
  }
};
