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
  await page.evaluate(() => openmyscan.step(0)); // who has touched something sees the pictures first
  const input = await page.$("#files-input");
  await input.uploadFile(...files);
  await until(page, () => {
    const { progress, pictures, count, index, drawn } = openmyscan.state();
    return progress && !progress.reading && pictures && pictures.total === count && pictures.done >= count && index === drawn;
  });
};

// Remembers the page's workers and can have attempts made in them, until one is done or so long without a word that it hangs.
const equip = (page) =>
  page.evaluateOnNewDocument(() => {
    const Plain = window.Worker;
    window.workers = {};
    window.Worker = class extends Plain {
      constructor(address, ...options) {
        super(address, ...options);
        window.workers[String(address).split("/").pop()] ??= this; // the first cell holds the scan; later ones help it
        // A worker that was refused inside a worker is an error of the outer one, too; the page would end it for that.
        this.addEventListener("error", (event) => (event.preventDefault(), event.stopImmediatePropagation()));
      }
    };
    window.tryInWorker = (name, base, without, limit) =>
      new Promise((done) => {
        const told = { found: {}, hangs: "nothing yet" };
        const { port1, port2 } = new MessageChannel();
        let late;
        const listen = () => (clearTimeout(late), (late = setTimeout(() => done(told), limit)));
        port1.onmessage = ({ data: [probe, outcome] }) => {
          listen();
          if (outcome) told.found[probe] = outcome;
          told.hangs = probe ?? null;
          if (!probe) done(told);
        };
        window.workers[name].postMessage({ probe: base, without, port: port2 }, [port2]);
        listen();
      });
  });

// All attempts in one worker. Once in a hundred times or so Firefox never comes back from `new Worker` in a worker, with a policy
// or without one, and that worker is dead: what is left is then tried in a fresh one, the attempt that had no answer first.
async function attempts(page, name, base, fresh) {
  const found = {};
  const hung = [];
  for (;;) {
    const told = await page.evaluate((...given) => tryInWorker(...given), name, base, Object.keys(found), 6000);
    Object.assign(found, told.found);
    if (!told.hangs) return found;
    hung.push(told.hangs);
    if (hung.length > 3) throw new Error(`${name} hangs at ${base}: ${hung}`);
    await fresh();
  }
}

// The attempts, in the page after sealing and in the workers: those have a listener for them put before their own script.
async function wall(bare, { url, workers, probes, scripts, bases, files }, browser) {
  await equip(bare);
  const found = { before: {}, after: {} };
  for (const name of workers.map((worker) => `${worker}.js`)) {
    // A page of the same policy without a program: nothing is sealed, no service worker is there.
    const alone = async () => {
      await bare.goto(`${url}/bare`);
      await bare.evaluate((address) => {
        const policy = window.trustedTypes?.createPolicy("openmyscan", { createScriptURL: (text) => text });
        new Worker(policy?.createScriptURL(address) ?? address);
      }, scripts[name]);
    };
    await alone();
    found.before[name] = {};
    for (const base of bases) found.before[name][base] = await attempts(bare, name, base, alone);
  }
  // The viewer in a profile of its own: its service worker would wait a minute for a bare worker that hangs.
  const page = await (await browser.createBrowserContext()).newPage();
  await equip(page);
  const holding = async () => {
    await page.goto(url);
    await ready(page);
    await open(page, files);
  };
  await holding();
  for (const name of ["cell.js", "reader.js"]) {
    found.after[name] = {};
    for (const base of bases) found.after[name][base] = await attempts(page, name, base, holding);
  }
  const text = readFileSync(probes, "utf8").trim();
  found.page = {};
  for (const base of bases) found.page[base] = await page.evaluate(`(${text})(${JSON.stringify([base, null])})`);
  found.isolated = await page.evaluate(() => crossOriginIsolated);
  return found;
}

// The attempts to leave something in the browser, in each of the workers, and what the page finds of them.
async function stores(page, { url, workers, scripts, mark, hear, left }) {
  await equip(page);
  const found = {};
  for (const name of workers.map((worker) => `${worker}.js`)) {
    const alone = async () => {
      await page.goto(`${url}/bare`);
      await page.evaluate(`(${hear})()`);
      await page.evaluate((address) => {
        const policy = window.trustedTypes?.createPolicy("openmyscan", { createScriptURL: (text) => text });
        new Worker(policy?.createScriptURL(address) ?? address);
      }, scripts[name]);
    };
    await alone();
    found[name] = { found: await attempts(page, name, mark, alone), left: await page.evaluate(`(${left})(${JSON.stringify(mark)})`) };
  }
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
  const [rows, columns] = await page.evaluate(() => [document.querySelector(".canvas").height, document.querySelector(".canvas").width]);
  const requests = await page.$eval("[data-testid=status-requests]", (element) => element.textContent);
  const sum = await page.evaluate(() => openmyscan.check());
  await (await page.$("[data-testid=close-study]")).click();
  await ready(page);
  await page.waitForSelector("[data-testid=drop-target]", { visible: true });
  await open(page, again);
  await page.evaluate(() => new Promise((done) => setTimeout(done, 2500)));
  const state = await page.evaluate(() => openmyscan.state());
  const stores = await page.evaluate(async () => {
    const files = [];
    for await (const name of (await navigator.storage.getDirectory()).keys()) files.push(name);
    const cached = [];
    for (const name of await caches.keys()) cached.push(...(await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname));
    return {
      files, cached,
      databases: (await indexedDB.databases()).map(({ name }) => name),
      local: { ...localStorage }, session: { ...sessionStorage }, cookie: document.cookie, address: location.href, title: document.title,
    };
  });
  return { rows, columns, requests, sum, state, stores, told };
}

// A letter as PDF, beside no picture at all.
async function letter(page, { url, files, mark }) {
  await page.goto(url);
  await ready(page);
  await fetch(mark);
  await (await page.$("#files-input")).uploadFile(...files);
  await (await page.waitForSelector("#nothing-documents [data-testid=document]", { visible: true })).click();
  await page.waitForSelector(".leaf canvas", { timeout: 60000 });
  const text = await page.$eval(".leaf-text", (layer) => layer.textContent);
  const ink = await page.$eval(".leaf canvas", (canvas) => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
    copy.drawImage(canvas, 0, 0);
    return copy.getImageData(0, 0, canvas.width, canvas.height / 4).data.filter((value, at) => at % 4 === 0 && value < 100).length;
  });
  await page.evaluate(() => new Promise((done) => setTimeout(done, 2500)));
  return { text, ink, requests: await page.$eval("[data-testid=status-requests]", (element) => element.textContent) };
}

// To another site with a scan open, and back by the browser's own button.
async function leaving(page, { url, elsewhere, files, watch, seen }) {
  await page.evaluateOnNewDocument(`(() => {${watch}})()`);
  await page.goto(url);
  await ready(page);
  await open(page, files);
  const before = await page.evaluate(() => document.documentElement.textContent);
  await page.goto(elsewhere);
  await page.evaluate(() => void setTimeout(() => history.back()));
  for (let look = 0; ; look += 1) {
    // between two documents there is none to ask
    const shown = await page.evaluate(() => location.port && JSON.parse(sessionStorage.getItem("seen") ?? "[]").length).catch(() => 0);
    if (shown >= 3 || look > 100) break;
    await new Promise((done) => setTimeout(done, 100));
  }
  await ready(page);
  return { before, seen: await page.evaluate(`(${seen})()`), after: await page.evaluate(() => document.documentElement.textContent) };
}

// A site that sends no headers.
async function unprotected(page, { url }) {
  await page.goto(url);
  await page.waitForSelector("#crash:not([hidden])", { timeout: 60000 });
  return page.evaluate(() => ({ core: document.documentElement.dataset.core, words: document.getElementById("crash").textContent }));
}

export default async (page, { what, ...given }, browser) => ({ wall, stores, visit, letter, leaving, unprotected })[what](page, given, browser);
