// The service worker that keeps the site for use without a network: fetched, installed and answering this page, or the reason why not.
import { scriptAt } from "./scripts.js";
import { notify } from "./wire.js";
import { say } from "../say.js";

const workers = navigator.serviceWorker; // undefined where the browser has none, or refuses it in private windows
const root = document.documentElement;

// It fetches what is missing; only then the page seals itself, so that no request follows.
export async function settled() {
  if (!workers) return;
  try {
    const registration = await workers.register(scriptAt("/sw.js"), { updateViaCache: "all" });
    await installed(registration);
    if (!workers.controller) await takenOver(registration.active);
    root.dataset.offline = "true";
  } catch (error) {
    notify("trouble", { text: say("script.store.failed", { reason: error.message }), fatal: false });
  }
}

// `ready` of a service worker never comes when the files it should keep are not the right ones; this fails instead.
async function installed({ installing, waiting, active }) {
  const worker = active ?? waiting ?? installing;
  while (worker.state !== "activated") {
    await new Promise((done) => worker.addEventListener("statechange", done, { once: true }));
    if (worker.state === "redundant") throw new Error(say("script.store.other"));
  }
}

// It takes over the first page by itself, but one that was loaded past it (Shift+Reload) only when it is asked to.
async function takenOver(worker) {
  const taken = new Promise((done) => workers.addEventListener("controllerchange", done, { once: true }));
  worker.postMessage("take over");
  await taken;
}
