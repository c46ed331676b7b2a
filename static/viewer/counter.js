// Counts the requests since a scan was opened, and what the browser refused, for the line at the bottom of the page.
import { scripts } from "./scripts.js";
import { notify, take } from "./wire.js";

let opened = null; // performance.now() when a scan was opened
let requests = 0;
let refused = 0;

export const begin = () => (opened = performance.now());

export function forget() {
  [opened, requests, refused] = [null, 0, 0];
}

export function count() {
  notify("requests", { count: requests, refused });
}

// A worker's script out of the service worker's store is none: it answers from there only, and nothing is asked of anybody.
const helpers = () => [scripts.decoder, scripts.htj2k, scripts.pdf];
const ours = ({ name }) => navigator.serviceWorker?.controller && helpers().includes(new URL(name).pathname);
new PerformanceObserver((list) => {
  if (opened === null) return;
  requests += list.getEntries().filter((entry) => entry.startTime >= opened && entry.name.startsWith("http") && !ours(entry)).length;
  count();
}).observe({ type: "resource", buffered: false });
addEventListener("securitypolicyviolation", () => ((refused += 1), count()));

take("refused", (json) => {
  refused = JSON.parse(json).count;
  count();
  return false;
});
