// The page /pro: asks the license service for a token, checks it, keeps it, shows its state, removes it. No other page talks to the service.
import { forget, judge, keep, kept, license, trusted } from "./license.js";

const PATIENCE = 20_000; // milliseconds
const AWAY = "The license service does not answer as it should. Your key is not lost: please try again in a few minutes.";
const KEEPS_NOTHING = "This browser keeps nothing for this site, so it cannot remember a license. Is it a private window, or is storage switched off in its settings?";
const element = (id) => document.getElementById(id);
const day = (seconds) => new Date(seconds * 1000).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });

const STATES = {
  none: () => "No license is active in this browser.",
  active: ({ until, grace }) => `Pro is active in this browser. It holds until ${day(until)}, and without a network until ${day(grace)}.`,
  grace: ({ until, grace }) => `Pro is active, but its time ended on ${day(until)}. Renew it now: without that it ends on ${day(grace)}.`,
  expired: ({ grace }) => `Pro ended in this browser on ${day(grace)}. Renew it, or paste your key again.`,
  strange: () => "The license in this browser is not valid: it was changed, or made for another site. Paste your key again.",
};

async function show() {
  const verdict = await license();
  const { state } = verdict;
  element("license-state").dataset.state = state;
  element("license-state").textContent = STATES[state](verdict);
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
  if (verdict.state !== "active") throw new Error("The answer of the license service does not fit this copy of the site. Load the page again and try once more.");
  try {
    keep(token, keys);
  } catch {
    throw new Error(KEEPS_NOTHING);
  }
}

async function ask(asked) {
  const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(asked), signal: AbortSignal.timeout(PATIENCE) };
  const answer = await fetch("/api/activate", options).catch((error) => {
    if (error.name === "TimeoutError") throw new Error("The license service takes too long. Your key is not lost: please try again in a few minutes.");
    throw new Error("The license service cannot be reached. Check the network; an extension or a filter can be in the way as well.");
  });
  const told = await answer.json().catch(() => ({}));
  if (answer.ok && typeof told.token === "string") return told;
  throw new Error(!answer.ok && typeof told.message === "string" ? told.message.slice(0, 500) : AWAY);
}

// One thing at a time, and whatever becomes of it is said.
async function attempt(button, work) {
  const words = button.textContent;
  trouble("");
  button.disabled = true;
  button.textContent = "One moment…";
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
