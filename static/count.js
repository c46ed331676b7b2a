// Counts a view of this page with Vercel Web Analytics. Only the pages that name this script do it, and the viewer is none of them.
// Not in a copy of the site at another address; not for those who ask not to be tracked; not where the service worker answers,
// which lets nothing through that it does not keep.
const wanted = new URL(document.querySelector("link[rel=canonical]").href);
const declined = navigator.globalPrivacyControl || [navigator.doNotTrack, window.doNotTrack].some((wish) => ["1", "yes"].includes(wish));
if (location.origin === wanted.origin && !declined && !navigator.serviceWorker?.controller) {
  window.va = (...message) => (window.vaq ??= []).push(message); // what waits for the counter until it is there
  window.va("beforeSend", (view) => ({ ...view, url: view.url.split(/[?#]/)[0] }));
  const counter = document.createElement("script");
  counter.src = "/_vercel/insights/script.js";
  counter.defer = true;
  document.head.append(counter);
}
