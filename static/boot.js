// Starts the site: the cell and PyScript side by side; then seals the page. The order matters, see each step.
import "./automation.js";
import { here, notify, scriptAt, seal, start, whenListening } from "./link.js";

const root = document.documentElement;
const offlineReady = "serviceWorker" in navigator;

async function boot() {
  const plan = await (await fetch(`${here}assets.json`)).json();
  const python = page(plan);
  const total = plan.assets.reduce((sum, asset) => sum + asset.bytes, 0);
  const store = await caches.open(plan.cache).catch(() => null); // private windows of some browsers refuse
  const kept = new Map(); // where there is no store, the archives stay here, for the next cell
  let done = 0;

  // One asset: from the store where it was checked when it came, else from the site, checked by the browser (integrity).
  async function fetched({ url, integrity, bytes }) {
    let answer = kept.get(url)?.clone() ?? (await store?.match(url));
    if (!answer) {
      answer = await fetch(url, { integrity });
      if (!answer.ok) throw new Error(`${url} could not be loaded (${answer.status})`);
      if (store) await store.put(url, answer.clone()).catch(() => kept.set(url, answer.clone()));
      else kept.set(url, answer.clone());
    }
    return { answer, arrived: () => ((done += bytes), notify("boot", { step: "loading", done, total })) };
  }

  let compiled; // the interpreter: compiled once for this page, given to each cell
  async function stock() {
    const files = {};
    compiled ??= fetched(plan.assets.find(({ name }) => name.endsWith(".wasm"))).then(async ({ answer, arrived }) => {
      const module = await WebAssembly.compileStreaming(answer);
      arrived();
      return module;
    });
    await Promise.all(
      plan.assets.filter(({ name }) => !name.endsWith(".wasm")).map(async (asset) => {
        const { answer, arrived } = await fetched(asset);
        files[asset.name] = await answer.arrayBuffer();
        arrived();
      }),
    );
    return { files, compiled: await compiled };
  }

  await start(plan, stock);
  await python;
  await settled();
  close(plan);
}

// PyScript, with MicroPython only. Its one default hook is turned into text by `Function`, which the policy refuses: out with it.
async function page(plan) {
  const { hooks } = await import(`${plan.runtime}/pyscript/core.js`);
  hooks.worker.onBeforeRunAsync.clear();
  await whenListening;
}

// The service worker fetches what is missing for offline use; only then the page seals itself, so that no request follows.
async function settled() {
  if (!offlineReady) return;
  try {
    await navigator.serviceWorker.register(scriptAt("/sw.js"), { updateViaCache: "all" });
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) await new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
    root.dataset.offline = "true";
  } catch (error) {
    notify("trouble", { text: `This browser could not store the program for use without a network (${error.message}). Everything else works.`, fatal: false });
  }
}

// From here on the page itself may load nothing from anywhere: not even from its own site, except a fresh cell.
function close(plan) {
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = `default-src 'none'; script-src 'wasm-unsafe-eval'; worker-src ${location.origin}${plan.cell} ${location.origin}${plan.reader}; style-src 'self'`;
  document.head.append(policy);
  root.dataset.sealed = "true";
  notify("sealed", { sealed: true, offline: root.dataset.offline === "true" });
  seal();
}

boot().catch((error) => {
  root.dataset.core = "failed";
  notify("core", { state: "failed", text: `The program could not be loaded completely (${error.message}). Check the connection and load the page again.` });
});
