// The files of the program: from this browser's store, else from the site and by way of the store; checked, unpacked, compiled.
import { Unpacker } from "./unpack.js";
import { notify } from "./wire.js";
import { discard } from "../discard.js";
import { say } from "../say.js";

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
    // Over a line they come one after the other: while the rest is on its way, the interpreter is compiled and Python starts.
    const [soon, rest] = [true, false].map((early) => wanted.filter((asset) => asset.early === early));
    const first = soon.map((asset) => this.bytesOf(asset));
    const second = rest.map((asset) => this.bytesOf(asset, Promise.allSettled(first)));
    const parts = [this.archives(soon, first, unpacker), this.archives(rest, second, unpacker)];
    Promise.allSettled(parts).then(async () => (await unpacker).end()).catch(() => {}); // a failure is told where the archives are waited for
    return parts;
  }

  async archives(assets, bodies, unpacker) {
    const files = {};
    const parts = assets.map(async (asset, number) => {
      if (asset.name.endsWith(".wasm")) await this.compile(asset, bodies[number], unpacker);
      else files[asset.name] = await contents(asset, bodies[number], unpacker);
    });
    await Promise.all([this.walled, ...parts]);
    return files;
  }

  async newUnpacker() {
    if (!this.compiled[this.plan.unpacker.name]) await this.compile(this.plan.unpacker, this.bytesOf(this.plan.unpacker));
    await this.first;
    return new Unpacker(this.plan.decoder, this.compiled);
  }

  async compile(asset, body, unpacker) {
    const program = await contents(asset, body, unpacker);
    this.compiled[asset.name] = await WebAssembly.compile(program);
    discard(program);
  }

  // The bytes of one file, checked at each start, wherever they come from: what lies in the store may have been left there unchecked,
  // by a page that was closed meanwhile. Checked here and not by fetch's own `integrity`, and compiled whole, not from the stream: the
  // browser would hold on to the buffers in which it does these (40 MB and 20 MB, in Chromium) for as long as the page lives.
  // What has to come over the line waits for its turn.
  async bytesOf({ url, integrity, bytes }, turn) {
    const body = await (await this.answer(url, turn)).arrayBuffer();
    if ((await hash(body)) !== integrity) {
      await this.listener.catch(() => {}); // it comes from there too, and is to say what happened
      await forget();
      throw new Unsound(say("script.load.other", { address: url }));
    }
    this.done += bytes;
    notify("boot", { step: "loading", done: this.done, total: this.total });
    return body;
  }

  // One file: from the store, else from the site and by way of the store. It is kept once, not in the browser's own cache as well.
  // A newer version that came meanwhile has taken into its own store what both need.
  async answer(url, turn) {
    const { kept, store } = this;
    const known = kept.has(url) ? new Response(kept.get(url)) : store && ((await store.match(url)) ?? (await caches.match(url)));
    if (known) return known;
    await turn;
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

async function contents({ packed }, body, unpacker) {
  const bytes = await body;
  return packed ? (await unpacker).unpack(bytes) : bytes;
}

async function come(url, cache) {
  const response = await fetch(url, { cache });
  if (!response.ok) throw new Error(say("script.load.refused", { address: url, status: response.status }));
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
