// Use without a network: a newer version announced, installing where the browser offers it, and what is kept here and how safely.
// Nothing here asks anything by itself, and nothing shows while a scan is open: the notes stand on the welcome screen.
import { say } from "../say.js";

const root = document.documentElement;
const element = (name) => document.getElementById(name);

// What had the focus and goes hands it to what it stood in: else the next key would go past the dialog.
function show(name, wanted) {
  const { activeElement } = document;
  element(name).hidden = !wanted;
  if (!wanted && activeElement === element(name)) element(name).closest("[tabindex]")?.focus();
}

// ---- a newer version: the service worker has it already, this page goes on with its own

const workers = navigator.serviceWorker;
let own = Boolean(workers?.controller); // otherwise the first one to take over is that of this page
workers?.addEventListener("controllerchange", () => {
  if (own) show("update", true);
  own = true;
});
element("update-now").addEventListener("click", () => location.reload());

// ---- as an app of its own

let offer = null; // the browser's own question, kept for the person who wants it
function offered(event) {
  event?.preventDefault();
  offer = event;
  for (const name of ["install", "offline-install"]) show(name, Boolean(event));
}
addEventListener("beforeinstallprompt", offered);
for (const name of ["install", "offline-install"]) {
  element(name).addEventListener("click", () => {
    offer.prompt().catch(() => {}); // it can ask once; the browser comes with a new one when it may be asked again
    offered(null);
  });
}

// ---- what is kept, and how safely

// Some browsers ask the person, so this comes only from who has installed it or presses the button.
async function keep() {
  const kept = await navigator.storage?.persist?.().catch(() => false);
  await tell();
  return kept;
}
addEventListener("appinstalled", keep);
if (matchMedia("(display-mode: standalone)").matches) addEventListener("load", keep);
element("keep").addEventListener("click", async () => {
  if (!(await keep())) element("offline-safety").textContent = say("script.offline.unpromised");
});

async function tell() {
  const { sealed, offline } = root.dataset;
  const state = offline === "true" ? "ready" : sealed === "true" ? "failed" : "saving";
  const usage = (await navigator.storage?.estimate?.().catch(() => null))?.usage;
  const safe = await navigator.storage?.persisted?.().catch(() => false);
  const words = state === "ready" && usage ? say("script.offline.sized", { mb: Math.round(usage / 1e6) }) : say(`script.offline.${state}`);
  element("offline-state").textContent = words;
  element("offline-safety").textContent = safe ? say("script.offline.safe") : say("script.offline.unsafe");
  show("keep", state === "ready" && !safe && navigator.storage?.persist);
}
document.querySelectorAll('[data-do="offline"]').forEach((button) => button.addEventListener("click", tell));
