// The line between the page's Python and the cell: who waits for which message, what is taken here, and in what order the rest is told.
// app/protocol/ has the table of all messages.
const waiting = []; // messages for the page's Python, before it listens
const asked = {}; // name -> those who wait for the next message of that name
const takers = {}; // name -> the one function of the page's own that takes it
let tell = (name, json) => waiting.push([name, json]);
let listening;
export const whenListening = new Promise((done) => (listening = done));
export let cell; // the worker that is listened to
export let turn = 0; // one more for each scan that was closed

export const connect = (worker) => (cell = worker);

// The page's Python listens from now on.
export function listen(callback) {
  tell = callback;
  waiting.splice(0).forEach(([name, json]) => tell(name, json));
  listening();
}

// A message has all its fields each time; what is undefined here would be left out by JSON, and is None there.
const written = (fields) => JSON.stringify(fields, (_, value) => value ?? null);

// ---- to the cell

export const send = (name, json) => cell.postMessage({ name, json });

// Fulfilled with the next answer of this name; it fails when the scan that was asked about has been closed.
export function ask(name, fields, answer) {
  const mine = turn;
  return new Promise((done, failed) => {
    (asked[answer] ??= []).push((told) => (mine === turn ? done(told) : failed(new Error("That scan was closed."))));
    send(name, written(fields));
  });
}

export const next = (answer) => new Promise((done) => (asked[answer] ??= []).push(done));

// ---- to the page's Python

export const pass = (name, json) => tell(name, json);
export const notify = (name, fields) => tell(name, written(fields));

// `taker` gets the JSON and the pixels of each message of this name, before anyone else; where it gives false, the message goes no further.
export const take = (name, taker) => (takers[name] = taker);

export function hear({ name, json, pixels }) {
  if (takers[name]?.(json, pixels) !== false) deliver(name, json, pixels);
}

// Tells all others who wait for it; also what its taker has held back for a moment.
export function deliver(name, json, pixels) {
  asked[name]?.splice(0).forEach((done) => done({ ...JSON.parse(json), pixels }));
  if (late && name !== "picture") return late.push([name, json]);
  hand(name, json);
  if (name === "picture" && !pictured) letThrough();
}

// The first picture gets a frame of its own: the lists and cards that follow on its heels are built after it is on the screen.
export let pictured = false;
let late = null;
function letThrough() {
  [pictured, late] = [true, []];
  const mine = turn;
  requestAnimationFrame(() =>
    setTimeout(() => {
      if (mine !== turn) return; // the scan was closed meanwhile
      const held = late;
      late = null;
      held.forEach(([name, json]) => hand(name, json));
    }),
  );
}

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

// The scan is closed: what is still held back of it is told to nobody.
export function forget() {
  turn += 1;
  [pictured, late, newest] = [false, null, null];
  catchUp();
}
