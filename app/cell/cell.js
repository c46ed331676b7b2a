// The cell: one worker that holds the scan and has no network. Served under
//     default-src 'none'; script-src 'wasm-unsafe-eval'; connect-src blob:
// so whatever runs in here, the browser refuses it every connection. It gets its own code by message, from the page.
import "./bare.js"; // before all else
import { classic } from "./classic.js"; // before Pyodide
import { loadPyodide } from "pyodide/pyodide.mjs";
import createPyodideModule from "pyodide/pyodide.asm.mjs";
import { info } from "pyodide/pyodide-lock.json";
import { discard } from "../../static/discard.js";
import { lookerIn } from "./grays.js";

let python; // the bridge, once Python runs

let refused = 0;
self.addEventListener("securitypolicyviolation", () => post("refused", JSON.stringify({ count: ++refused })));

function post(name, json, pixels) {
  self.postMessage({ name, json, pixels }, pixels ? [pixels.buffer] : []);
}

// Called from Python with a numpy array: one copy out of the WebAssembly memory, then transferred. Or with what `cut` gave.
function postPixels(name, json, array) {
  if (array instanceof Blob) return self.postMessage({ name, json, pixels: array });
  const view = array.getBuffer();
  const copy = view.data.slice(view.offset, view.offset + view.nbytes / view.data.BYTES_PER_ELEMENT);
  view.release();
  post(name, json, copy);
}

class Source {
  // One file of the person's, its beginning or all of it already read; Python reads by `read`, which never waits for the event loop.
  constructor({ path, file, data }) {
    this.path = path;
    this.size = file.size;
    this.file = file;
    this.held = data;
  }
  release() {
    if (this.held) discard(this.held.buffer);
    this.held = null;
  }
  read(start, stop) {
    if (this.held && stop <= this.held.length) return this.held.subarray(start, stop);
    return new Uint8Array(new FileReaderSync().readAsArrayBuffer(this.file.slice(start, stop)));
  }
  cut(places) {
    const at = places.toJs(); // begin and end in turn; what lies between them leaves as it lies on the disc, unread
    return new Blob(at.flatMap((begin, number) => (number % 2 ? [] : [this.file.slice(begin, at[number + 1])])));
  }
}

// What the reader says: a file after the other. They are answered, so that it does not run ahead without end: some at once, to wake it less
// often, and what is left of them at the end, since it begins the next folder with nothing ahead.
const ANSWERED = 8;
let taken = 0;
function take({ data }, port) {
  if (data.begin) python.begin();
  else if ("total" in data) python.counted(data.total);
  else if (data.end) python.end(data.canceled);
  else {
    if (data.error) python.unreadable(data.path, data.error);
    else python.scan(new Source(data));
    taken += 1;
  }
  if (taken === ANSWERED || (data.end && taken)) (port.postMessage({ taken }), (taken = 0));
  if (!working) work();
}

// ---- decoders: workers without Python that take single frames off the cell's hands (decoder.js)

const decoders = []; // their ports
let watch; // looks after frames that do not come back

function lend(decoder, number, codec, bytes) {
  const data = bytes.toJs?.() ?? bytes;
  decoders[decoder].postMessage({ number, codec, data }, [data.buffer]);
  watch ??= setInterval(() => working || work(), 2000);
}

function enlist(port, kind) {
  const decoder = decoders.push(port) - 1;
  port.onmessage = ({ data: { up, number, rows, columns, samples, bits, pixels } }) => {
    if (up) python.crew.joined(decoder, kind);
    else python.crew.returned(number, rows, columns, samples, bits, pixels);
    if (!working) work();
  };
}

// A turn of the event loop, so that a message (the next slice, another window) goes before the work in the background.
const breath = new MessageChannel();
let breathe;
breath.port1.onmessage = () => breathe();
const turn = () => new Promise((resolve) => ((breathe = resolve), breath.port2.postMessage(0)));

// What Python has loaded it does not read again: once there is nothing to do, those files go. A tenth of all that memory.
let shed = () => {};

let working = false;
async function work() {
  working = true;
  await turn();
  while (python.work()) await turn();
  working = false;
  shed();
}

let deliver;
const whenPackages = new Promise((done) => (deliver = done)); // numpy, pydicom, imagecodecs, our own: they come while Python starts

async function boot({ files, compiled }) {
  const started = performance.now();
  // What Pyodide asks for is here already; it gets the very buffer, not a Response with a copy of it.
  self.fetch = async (url) => {
    const body = files[String(url?.url ?? url).split("/").pop()];
    if (!body) throw new TypeError(`The cell has no network (asked for ${url})`);
    return { ok: true, status: 200, arrayBuffer: async () => body };
  };
  // The page has compiled the interpreter already, and keeps it for the next cell.
  const instantiate = WebAssembly.instantiate.bind(WebAssembly);
  WebAssembly.instantiateStreaming = async (_, imports) => ({ module: compiled, instance: await instantiate(compiled, imports) });
  files["pyodide.asm.wasm"] = new ArrayBuffer(8);
  const lockFileContents = { info, packages: {} }; // no package is ever looked up: they come as one archive
  const runtime = await loadPyodide({ createPyodideModule, lockFileContents, indexURL: "https://cell.invalid/", stdLibURL: "https://cell.invalid/stdlib.zip" });
  classic();
  const site = `/lib/${runtime.FS.readdir("/lib").find((name) => name.startsWith("python3"))}/site-packages`;
  discard(files["stdlib.zip"]); // Pyodide made a copy
  const { packages, language } = await whenPackages;
  const unpacked = Object.values(packages).flatMap((archive) => unpack(runtime.FS, new Uint8Array(archive), site));
  Object.values(packages).forEach(discard);
  shed = () => {
    shed = () => {};
    thin(runtime, site, unpacked);
  };
  if (language) runtime.pyimport("text.say").load(language);
  runtime.pyimport("viewer.render.rgba").quick = lookerIn(runtime);
  python = runtime.pyimport("app.cell.bridge").Bridge(post, postPixels, lend, navigator.deviceMemory ?? 4, navigator.hardwareConcurrency ?? 1);
  python.ready(performance.now() - started);
  work();
}

// Of Python's library, one archive of 5 MB, only the rest stays, as files where Python looks next.
function thin({ FS, pyimport }, site, unpacked) {
  const library = pyimport("app.cell.library");
  const files = library.loaded();
  const loaded = new Set(files.toJs());
  for (const path of unpacked) if (loaded.has(path)) FS.unlink(path);
  const folder = site.replace("/site-packages", "");
  const archive = `${folder.replace(".", "")}.zip`;
  const { contents, usedBytes } = FS.lookupPath(archive).node;
  unpack(FS, contents.subarray(0, usedBytes), folder, (path) => !loaded.has(path.replace(folder, archive)));
  library.moved(archive, folder);
  FS.unlink(archive);
  discard(contents.buffer);
  [files, library].forEach((proxy) => proxy.destroy());
}

// Lays out a zip and gives its paths. Its members are stored, not compressed: its directory lies at the end (PKWARE APPNOTE 4.3.12, 4.3.16).
function unpack(fs, bytes, site, wanted = () => true) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - 22;
  let at = view.getUint32(end + 16, true);
  const made = new Set();
  const paths = [];
  for (let left = view.getUint16(end + 10, true); left; left--) {
    const [size, nameLength, extra, comment, local] = [view.getUint32(at + 24, true), view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true), view.getUint32(at + 42, true)];
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const path = `${site}/${name}`;
    if (!name.endsWith("/") && wanted(path)) {
      const folder = path.split("/").slice(0, -1).join("/");
      if (!made.has(folder)) fs.mkdirTree(folder), made.add(folder);
      paths.push(path);
      fs.writeFile(path, bytes.slice(start, start + size), { canOwn: true }); // each with a buffer of its own, see shed
    }
    at += 46 + nameLength + extra + comment;
  }
  return paths;
}

// What nobody caught: told, never swallowed. The bridge answers for broken files itself, so this is a fault of ours or no memory.
const fatal = (error) => post("trouble", JSON.stringify({ text: String(error?.message ?? error), fatal: true }));
self.addEventListener("unhandledrejection", (event) => (event.preventDefault(), fatal(event.reason)));
self.addEventListener("error", (event) => (event.preventDefault(), fatal(event.error ?? event.message)));

self.onmessage = async ({ data }) => {
  try {
    if (data.boot) await boot(data.boot);
    else if (data.packages) deliver(data);
    else if (data.decoder) enlist(data.decoder, data.kind);
    else if ("lost" in data) (python.crew.lost(data.lost), working || work());
    else if (data.port) data.port.onmessage = (event) => take(event, data.port);
    else if (python) {
      python.handle(data.name, data.json);
      if (!working) work();
    } // else it was meant for the cell before this one: nothing is open here yet
  } catch (error) {
    fatal(error);
  }
};
