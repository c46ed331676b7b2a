// The self-test of /verify: looks at the headers, seals this page as the viewer seals itself, and then tries to send from here and
// from a worker under the cell's policy. What the browser answered is written down, one line each.
import { say } from "../say.js";
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
  line(list, say("script.try.way", { way }), kind, own === other ? own : say("script.try.both", { own, other }));
}

async function headers() {
  for (const [name, address] of [["page", location.pathname], ["cell", CELL], ["twin", PROBE]]) {
    const answer = await fetch(address, { cache: "no-cache" });
    const policy = answer.headers.get("Content-Security-Policy");
    line("headers", say(`script.try.headers.${name}`, { address }), policy ? "refused" : "sent", policy ?? say("script.try.bare"));
    if (!policy) found.push("sent");
  }
}

// Shows that this test can fail: what is refused a moment later works now.
async function control() {
  const answer = await fetch(location.pathname, { cache: "no-store" });
  line("control", say("script.try.before", { address: location.pathname }), "control", say("script.try.worked", { status: answer.status }));
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
      if (trouble) tell("from-cell", say("script.try.rest"), Array(2).fill({ verdict: "unclear", words: trouble }));
      done();
    };
    const listen = () => (clearTimeout(late), (late = setTimeout(end, SILENCE, say("script.try.silent"))));
    worker.onerror = (event) => (event.preventDefault(), end(say("script.try.unstarted")));
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
  const [told, kind] = others.length ? [others.map(({ name }) => name).join(say("script.try.comma")), "sent"] : [say("script.try.none"), "refused"];
  line("requests", say("script.try.since"), kind, told);
  if (others.length) found.push("sent");
}

function conclude() {
  const count = (kind) => found.filter((one) => one === kind).length;
  const [sent, unclear, silent] = [count("sent"), count("unclear"), count("silent")];
  verdict.dataset.verdict = sent ? "sent" : unclear ? "unclear" : "refused";
  if (sent) verdict.textContent = say("script.verdict.sent");
  else if (unclear) verdict.textContent = say("script.verdict.unclear", { n: unclear, total: found.length });
  else if (silent) verdict.textContent = say("script.verdict.silent", { n: silent, named: found.length - silent, total: found.length });
  else verdict.textContent = say("script.verdict.refused", { n: found.length });
  button.textContent = say("script.verdict.repeat");
  button.onclick = () => location.reload();
  button.disabled = false;
}

button.onclick = async () => {
  button.disabled = true;
  document.getElementById("results").hidden = false;
  verdict.textContent = say("script.verdict.trying");
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
    verdict.textContent = say("script.verdict.broken", { reason: error.message });
  }
};
document.getElementById("try-row").hidden = false;
