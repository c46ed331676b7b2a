// The files of the program: from this browser's store, else from the site and by way of the store; checked, unpacked, compiled.
import { discard } from "./discard.js";
import { notify } from "./link.js";
import { Unpacker } from "./unpack.js";

export class Unsound extends Error {}

export class Program {
  // `plan` names the files; `walled` is fulfilled when the workers may be started, and `first` when they may ask for their scripts.
  constructor(plan, store, walled, first) {
    Object.assign(this, { plan, store, walled, first });
    this.kept = new Map(); // where there is no store, or no room in it, the files stay here, for the next cell
    this.compiled = {}; // once for this page, given to each worker that runs one
    this.listener = Promise.resolve(); // fulfilled when there is somebody to tell of a fault
  }

  // Two promises of archives, which the cell takes over: what Python starts with (the interpreter is compiled by then), and the rest.
  stock() {
    const lacking = ({ name }) => !this.compiled[name];
    const wanted = this.plan.assets.filter(lacking);
    this.done = 0;
    this.total = [this.plan.unpacker, ...wanted].filter(lacking).reduce((sum, asset) => sum + asset.bytes, 0);
    const unpacker = this.newUnpacker();
    const parts = [true, false].map((soon) => this.archives(wanted.filter(({ early }) => early === soon), unpacker));
    Promise.allSettled(parts).then(async () => (await unpacker).end()).catch(() => {}); // a failure is told where the archives are waited for
    return parts;
  }

  async archives(assets, unpacker) {
    const files = {};
    const parts = assets.map(async (asset) => {
      if (asset.name.endsWith(".wasm")) await this.compile(asset, unpacker);
      else files[asset.name] = await this.contents(asset, unpacker);
    });
    await Promise.all([this.walled, ...parts]);
    return files;
  }

  async newUnpacker() {
    if (!this.compiled[this.plan.unpacker.name]) await this.compile(this.plan.unpacker);
    await this.first;
    return new Unpacker(this.plan.decoder, this.compiled);
  }

  async compile(asset, unpacker) {
    const body = await this.contents(asset, unpacker);
    this.compiled[asset.name] = await WebAssembly.compile(body);
    discard(body);
  }

  async contents(asset, unpacker) {
    const body = await this.bytesOf(asset);
    return asset.packed ? (await unpacker).unpack(body) : body;
  }

  // The bytes of one file, checked at each start, wherever they come from: what lies in the store may have been left there unchecked,
  // by a page that was closed meanwhile. Checked here and not by fetch's own `integrity`, and compiled whole, not from the stream: the
  // browser would hold on to the buffers in which it does these (40 MB and 20 MB, in Chromium) for as long as the page lives.
  async bytesOf({ url, integrity, bytes }) {
    const body = await (await this.answer(url)).arrayBuffer();
    if ((await hash(body)) !== integrity) {
      await this.listener.catch(() => {}); // it comes from there too, and is to say what happened
      await forget();
      throw new Unsound(`${url} is not the file this version was made with`);
    }
    this.done += bytes;
    notify("boot", { step: "loading", done: this.done, total: this.total });
    return body;
  }

  // One file: from the store, else from the site and by way of the store. It is kept once, not in the browser's own cache as well.
  // A newer version that came meanwhile has taken into its own store what both need.
  async answer(url) {
    const { kept, store } = this;
    const known = kept.has(url) ? new Response(kept.get(url)) : store && ((await store.match(url)) ?? (await caches.match(url)));
    if (known) return known;
    if (store) {
      const stored = await store.put(url, await come(url, "no-store")).then(() => true, () => false); // no room
      if (stored) return store.match(url);
    }
    kept.set(url, await (await come(url, "default")).blob());
    return new Response(kept.get(url));
  }

  // For use without a network, by the page itself: of a script that a service worker puts away while it is installed, Chromium makes
  // bytecode at once, and holds on to all of that. For the reader of PDFs and OpenJPH, which most visits do not need, it would be 10 MB.
  // Where it does not come the service worker tries again, and says so; where it is another file nothing goes on.
  async keepLate() {
    if (!this.store) return;
    for (const script of [this.plan.pdf, this.plan.htj2k]) {
      await this.bytesOf({ ...script, bytes: 0 }).then(discard, (error) => error instanceof Unsound && Promise.reject(error));
    }
  }
}

async function come(url, cache) {
  const response = await fetch(url, { cache });
  if (!response.ok) throw new Error(`${url} could not be loaded (${response.status})`);
  return response;
}

async function hash(body) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}

// What is kept is not sound: all of it goes, with the service worker that would answer from it, so that the next load comes from the site.
async function forget() {
  if (window.caches) for (const name of await caches.keys()) await caches.delete(name);
  for (const registration of (await navigator.serviceWorker?.getRegistrations()) ?? []) await registration.unregister();
}
