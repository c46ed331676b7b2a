// Lists what this site keeps in this browser: every kind of storage, and what lies in it.
import { say } from "../say.js";

// The names that the site itself puts into the local storage: on the page /pro, and in the viewer by the check box on "What is on this disc" and
// by the choice of a language.
const OURS = { "openmyscan.licence": "license", "openmyscan.disc-first": "choice", "openmyscan.language": "language" };

// The files of the program lie below its two addresses; all else that is kept is told by its own.
async function caching() {
  const told = [];
  for (const name of await caches.keys()) {
    const held = (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname).sort();
    const others = held.filter((path) => !/^\/(app|runtime)\//.test(path));
    const facts = { name, n: held.length - others.length, others: others.join(" ") };
    told.push(others.length ? say("script.stored.more", facts) : say("script.stored.program", facts));
  }
  return told;
}

async function disk() {
  const names = [];
  for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name);
  return names;
}

export async function storages(rows) {
  const kinds = [
    ["cookies", () => document.cookie.split("; ").filter(Boolean)],
    ["local", () => Object.keys(localStorage).map((name) => (Object.hasOwn(OURS, name) ? say(`script.stored.${OURS[name]}`, { name }) : name))],
    ["session", () => Object.keys(sessionStorage)],
    ["databases", async () => ((await indexedDB.databases?.()) ?? []).map(({ name }) => name)],
    ["files", disk],
    ["cache", caching],
  ];
  for (const [kind, read] of kinds) {
    const held = await (async () => read())().catch((error) => [say("script.stored.unseen", { reason: error.message })]);
    const row = rows.insertRow();
    const name = document.createElement("th");
    [name.scope, name.textContent] = ["row", say(`script.storage.${kind}`)];
    row.append(name);
    row.insertCell().textContent = held.length ? held.join(say("script.stored.semicolon")) : say("script.stored.nothing");
  }
}
