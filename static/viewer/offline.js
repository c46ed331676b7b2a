// Use without a network: a newer version announced, installing where the browser offers it, and what is kept here and how safely.
// Nothing here asks anything by itself, and nothing shows while a scan is open: the notes stand on the welcome screen.
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
  if (!(await keep())) element("offline-safety").textContent = "The browser did not promise it this time. It does so more readily for a page that is bookmarked, installed or visited often.";
});

const STATES = {
  ready: (size) => `Ready. The program is kept in this browser${size}. Switch the network off whenever you like, now or before the next visit.`,
  saving: () => "Not yet: the program is still being saved. Stay connected until the line at the bottom says that it is ready.",
  failed: () => "This browser could not keep the program; private windows often do not. It works without a network as long as this page stays open.",
};

async function tell() {
  const { sealed, offline } = root.dataset;
  const state = offline === "true" ? "ready" : sealed === "true" ? "failed" : "saving";
  const usage = (await navigator.storage?.estimate?.().catch(() => null))?.usage;
  const safe = await navigator.storage?.persisted?.().catch(() => false);
  element("offline-state").textContent = STATES[state](usage ? ` (${Math.round(usage / 1e6)} MB)` : "");
  element("offline-safety").textContent = safe ? "The browser has promised not to throw it away by itself." : "The browser may throw it away when it needs room, or after weeks without a visit.";
  show("keep", state === "ready" && !safe && navigator.storage?.persist);
}
document.querySelectorAll('[data-do="offline"]').forEach((button) => button.addEventListener("click", tell));
