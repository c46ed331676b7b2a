// What the tests of the promises do in Firefox, one exported visit a test; run by run_in_firefox with `what` to do.
import { readFileSync } from "node:fs";

const ready = async (page) => {
  await page.waitForSelector('html[data-core="ready"]', { timeout: 90000 });
  await until(page, () => !!window.openmyscan);
};

async function until(page, condition, ...given) {
  for (let look = 0; look < 400; look += 1) {
    const answer = await page.evaluate(condition, ...given);
    if (answer) return answer;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`this never came true: ${condition}`);
}

const open = async (page, files) => {
  const input = await page.$("#files-input");
  await input.uploadFile(...files);
  await until(page, () => {
    const { progress, pictures, count, index, drawn } = openmyscan.state();
    return progress && !progress.reading && pictures && pictures.total === count && pictures.done >= count && index === drawn;
  });
};

// The attempts, in the page after sealing and in the workers: those have a listener for them put before their own script.
async function wall(page, { url, probes, scripts, bases, files }) {
  await page.evaluateOnNewDocument(() => {
    const Plain = window.Worker;
    window.workers = {};
    window.Worker = class extends Plain {
      constructor(address, ...options) {
        super(address, ...options);
        window.workers[String(address).split("/").pop()] = this;
        // A worker that was refused inside a worker is an error of the outer one, too; the page would end it for that.
        this.addEventListener("error", (event) => (event.preventDefault(), event.stopImmediatePropagation()));
      }
    };
    window.tryInWorker = (name, base) =>
      new Promise((done, failed) => {
        let trying;
        setTimeout(() => failed(new Error(`${name} hangs at ${base}/${trying} (${JSON.stringify(document.documentElement.dataset)})`)), 40000);
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => (typeof data === "string" ? (trying = data) : done(data));
        window.workers[name].postMessage({ probe: base, port: port2 }, [port2]);
      });
  });
  const found = { before: {}, after: {} };
  await page.goto(`${url}/bare`); // a page of the same policy without a program: nothing is sealed, no service worker is there
  for (const name of ["cell.js", "reader.js"]) {
    found.before[name] = await page.evaluate(
      (name, address, base) => {
        const policy = window.trustedTypes?.createPolicy("openmyscan", { createScriptURL: (text) => text });
        new Worker(policy?.createScriptURL(address) ?? address);
        return tryInWorker(name, base);
      },
      name,
      scripts[name],
      bases[0],
    );
    await page.goto(`${url}/bare`);
  }
  await page.goto(url);
  await ready(page);
  await open(page, files);
  for (const name of ["cell.js", "reader.js"]) {
    found.after[name] = {};
    for (const base of bases) found.after[name][base] = await page.evaluate((name, base) => tryInWorker(name, base), name, base);
  }
  const text = readFileSync(probes, "utf8").trim();
  found.page = {};
  for (const base of bases) found.page[base] = await page.evaluate(`(${text})(${JSON.stringify([base, null])})`);
  found.isolated = await page.evaluate(() => crossOriginIsolated);
  return found;
}

// A visit: open, scroll, window, another series, close, open again.
async function visit(page, { url, files, again, mark }) {
  await page.goto(url);
  await ready(page);
  const told = [];
  page.on("console", (message) => told.push(message.text()));
  await fetch(mark); // from here on the server is watched (this request is ours, from Node)
  await open(page, files);
  for (const key of ["End", "Home", "PageDown", "i", "r", "h", "h"]) await page.keyboard.press(key);
  await page.evaluate(() => openmyscan.wl(100, 500));
  for (const card of await page.$$("[data-testid=series]")) await card.click();
  const [rows, columns] = await page.evaluate(() => [document.getElementById("canvas").height, document.getElementById("canvas").width]);
  const requests = await page.$eval("[data-testid=status-requests]", (element) => element.textContent);
  const sum = await page.evaluate(() => openmyscan.check());
  await (await page.$("[data-testid=close-study]")).click();
  await ready(page);
  await page.waitForSelector("[data-testid=drop-target]", { visible: true });
  await open(page, again);
  await page.evaluate(() => new Promise((done) => setTimeout(done, 2500)));
  const state = await page.evaluate(() => openmyscan.state());
  const stores = await page.evaluate(async () => ({
    databases: window.indexedDB ? (await indexedDB.databases()).map(({ name }) => name) : [],
    local: { ...localStorage }, session: { ...sessionStorage }, cookie: document.cookie, address: location.href, title: document.title,
    cached: (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)))).flat(),
  }));
  return { rows, columns, requests, sum, state, stores, told };
}

export default async (page, { what, ...given }) => ({ wall, visit })[what](page, given);
