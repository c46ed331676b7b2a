// Fulfilled once the page's words are on the screen. Until then nothing large is asked for: it would share the line, and the processor,
// with what a person reads first. Nobody waits for a screen that is not looked at, nor for longer than this.
const LONGEST = 500; // ms

export function painted() {
  if (document.hidden || !window.PerformanceObserver?.supportedEntryTypes?.includes("paint")) return Promise.resolve();
  return new Promise((done) => {
    const seen = (list) => list.getEntriesByName("first-contentful-paint").length && done();
    new PerformanceObserver(seen).observe({ type: "paint", buffered: true });
    addEventListener("visibilitychange", () => done(), { once: true });
    setTimeout(done, LONGEST);
  });
}
