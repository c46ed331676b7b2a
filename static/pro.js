// The page /pro: asks the license service for a token, checks it, keeps it, shows its state, removes it. No other page talks to the service.
import { forget, judge, keep, kept, license, trusted } from "./license.js";
import { date, has, say } from "./say.js";

const PATIENCE = 20_000; // milliseconds
const A_WHILE = 60; // seconds until the next try, where the service does not say
const element = (id) => document.getElementById(id);

// The day on which a moment lies here (seconds since 1970).
function day(seconds) {
  const moment = new Date(seconds * 1000);
  return date(moment.getFullYear(), moment.getMonth() + 1, moment.getDate());
}

async function show() {
  const { state, until, grace } = await license();
  element("license-state").dataset.state = state;
  element("license-state").textContent = say(`script.pro.state.${state}`, { until: day(until), grace: day(grace) });
  element("activation").hidden = state === "active" || state === "grace";
  element("license-held").hidden = state === "none";
  element("renew").hidden = state === "strange";
  element("renew").classList.toggle("primary", state !== "active");
}

function trouble(words) {
  element("license-trouble").hidden = !words;
  element("license-trouble").textContent = words;
  element("license-trouble").scrollIntoView({ block: "nearest" });
}

// Asks for a token and keeps it. Throws an Error whose words are for the person.
async function activate(asked) {
  const { token, keys } = await ask(asked);
  const verdict = await judge(token, trusted(keys)).catch(() => ({}));
  if (verdict.state !== "active") throw new Error(say("script.pro.misfit"));
  try {
    keep(token, keys);
  } catch {
    throw new Error(say("script.pro.unkept"));
  }
}

async function ask(asked) {
  const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(asked), signal: AbortSignal.timeout(PATIENCE) };
  const answer = await fetch("/api/activate", options).catch((error) => {
    if (error.name === "TimeoutError") throw new Error(say("script.pro.late"));
    throw new Error(say("script.pro.unreached"));
  });
  const told = (await answer.json().catch(() => null)) ?? {};
  if (answer.ok && typeof told.token === "string") return told;
  throw new Error(answer.ok ? say("script.pro.away") : refusal(told, asked, answer.headers.get("Retry-After")));
}

// Why there is no token: by the service's code where this page knows it, else in the service's own words.
function refusal({ error, message, ended }, asked, wait) {
  const code = error === "unknown" && "token" in asked ? "forgotten" : error === "expired" && Number.isSafeInteger(ended) ? "ended" : error;
  if (has(`script.pro.refused.${code}`)) return say(`script.pro.refused.${code}`, { n: Number(wait) || A_WHILE, date: day(ended) });
  return typeof message === "string" ? message.slice(0, 500) : say("script.pro.away");
}

// One thing at a time, and whatever becomes of it is said.
async function attempt(button, work) {
  const words = button.textContent;
  trouble("");
  button.disabled = true;
  button.textContent = say("script.pro.moment");
  try {
    await work();
    await show();
    element("license-state").focus();
  } catch (error) {
    trouble(error.message);
  } finally {
    button.disabled = false;
    button.textContent = words;
  }
}

element("activation").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(element("activate"), async () => {
    await activate({ key: element("key").value });
    element("key").value = "";
  });
});
element("renew").addEventListener("click", () => attempt(element("renew"), () => activate({ token: kept() })));
element("remove").addEventListener("click", () => {
  forget();
  trouble("");
  show().then(() => element("key").focus());
});
addEventListener("storage", show); // another tab of this site did it
show();
