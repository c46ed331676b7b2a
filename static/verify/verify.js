// The self-test of /verify: looks at the headers, seals this page as the viewer seals itself, and then tries to send from here and
// from a worker under the cell's policy. What the browser answered is written down, one line each.
import { sealWith } from "../wall.js";
import { attempt, ways } from "./attempts.js";
import { storages } from "./storages.js";

const PROBE = "{{app}}/probe.js";
const CELL = "{{app}}/cell.js";
const SILENCE = 8000; // milliseconds without a word from the worker
const TARGETS = [`${location.origin}/try`, "https://example.com/try"];
const ORDER = ["refused", "absent", "silent", "unclear", "sent"]; // from the best to the worst
const UNNAMED = ["EventSource", "Worker"]; // what Firefox refuses inside a worker without naming the rule

const trusted = window.trustedTypes?.createPolicy("openmyscan", {
  createScriptURL(address) {
    if (address === PROBE) return address;
    throw new TypeError(`${address} is no script of this page`);
  },
});

const button = document.getElementById("try");
const verdict = document.getElementById("verdict");
const found = []; // the worst verdict of each way
const refused = new Set(); // addresses that this page did not get through to

function line(list, words, kind, answer) {
  const item = document.createElement("li");
  item.dataset.verdict = kind;
  const [what, told] = [document.createElement("span"), document.createElement("b")];
  [what.textContent, told.textContent] = [words, answer];
  item.append(what, " ", told);
  document.getElementById(list).append(item);
}

function tell(list, way, answers) {
  const worst = ORDER[Math.max(...answers.map(({ verdict: kind }) => ORDER.indexOf(kind)))];
  const kind = worst === "unclear" && list === "from-cell" && UNNAMED.includes(way) ? "silent" : worst;
  found.push(kind);
  const [own, other] = answers.map(({ words }) => words);
  line(list, `${way}:`, kind, own === other ? own : `to this site: ${own}; to another site: ${other}`);
}

async function headers() {
  for (const [name, address] of [["this page", location.pathname], ["the cell", CELL], ["its twin, which tries", PROBE]]) {
    const answer = await fetch(address, { cache: "no-cache" });
    const policy = answer.headers.get("Content-Security-Policy");
    line("headers", `${name} (${address}):`, policy ? "refused" : "sent", policy ?? "comes without any policy");
    if (!policy) found.push("sent");
  }
}

// Shows that this test can fail: what is refused a moment later works now.
async function control() {
  const answer = await fetch(location.pathname, { cache: "no-store" });
  line("control", `fetch of ${location.pathname}, before this page was sealed:`, "control", `worked (${answer.status})`);
}

async function fromPage() {
  for (const way of Object.keys(ways)) {
    const answers = [];
    for (const target of TARGETS) {
      const answer = await attempt(way, `${target}/${way}`);
      answers.push(answer);
      if (answer.verdict === "refused") refused.add(`${target}/${way}`);
    }
    tell("from-page", way, answers);
  }
}

function fromWorker() {
  return new Promise((done) => {
    const worker = new Worker(trusted?.createScriptURL(PROBE) ?? PROBE);
    let late;
    const end = (trouble) => {
      clearTimeout(late);
      worker.terminate();
      if (trouble) tell("from-cell", "the rest", Array(2).fill({ verdict: "unclear", words: trouble }));
      done();
    };
    const listen = () => (clearTimeout(late), (late = setTimeout(end, SILENCE, "the worker said nothing more")));
    worker.onerror = (event) => (event.preventDefault(), end("the worker did not start"));
    worker.onmessage = ({ data }) => {
      if (data.end) return end();
      listen();
      tell("from-cell", data.way, data.answers);
    };
    listen();
    worker.postMessage(TARGETS);
  });
}

// The browser also notes what it refused; what is left are requests that were really made.
async function requests(since) {
  await new Promise((done) => setTimeout(done, 200)); // it notes them in its own time
  const made = performance.getEntriesByType("resource").filter(({ startTime }) => startTime >= since);
  const others = made.filter(({ name }) => !refused.has(name.replace(/^ws/, "http")) && !name.endsWith(PROBE));
  const [told, kind] = others.length ? [others.map(({ name }) => name).join(", "), "sent"] : ["none", "refused"];
  line("requests", "since this page was sealed, but for the script of the twin:", kind, told);
  if (others.length) found.push("sent");
}

function conclude() {
  const count = (kind) => found.filter((one) => one === kind).length;
  const [sent, unclear, silent] = [count("sent"), count("unclear"), count("silent")];
  verdict.dataset.verdict = sent ? "sent" : unclear ? "unclear" : "refused";
  if (sent) verdict.textContent = "Something could be sent. This copy of the site is not protected: do not open a scan here.";
  else if (unclear) verdict.textContent = `Nothing went out, but ${unclear} of ${found.length} attempts failed without a rule being named. Without a network that can be; try again with one.`;
  else if (silent) verdict.textContent = `Nothing went out. Your browser named the rule for ${found.length - silent} of ${found.length} ways; the other ${silent} failed without a word: Firefox names none for them inside a worker.`;
  else verdict.textContent = `Your browser refused every attempt: ${found.length} ways, each to this site and to another.`;
  button.textContent = "Load the page again to repeat";
  button.onclick = () => location.reload();
  button.disabled = false;
}

button.onclick = async () => {
  button.disabled = true;
  document.getElementById("results").hidden = false;
  verdict.textContent = "Trying …";
  try {
    await headers();
    await control();
    document.getElementById("sealed").textContent = sealWith([PROBE]);
    const since = performance.now();
    await fromPage();
    await fromWorker();
    await requests(since);
    await storages(document.getElementById("stores"));
    conclude();
  } catch (error) {
    verdict.dataset.verdict = "unclear";
    verdict.textContent = `The test could not be finished (${error.message}). Load the page again and repeat it.`;
  }
};
document.getElementById("try-row").hidden = false;
