// Lists what this site keeps in this browser: every kind of storage, and what lies in it.
// The names that the site itself puts into the local storage: on the page /pro, and in the viewer by the check box on "What is on this disc" and
// by the choice of a language.
const OURS = {
  "openmyscan.licence": "your license of Pro",
  "openmyscan.disc-first": "your choice to see the pictures first",
  "openmyscan.language": "your choice of a language",
};

// The files of the program lie below its two addresses; all else that is kept is told by its own.
async function caching() {
  const told = [];
  for (const name of await caches.keys()) {
    const held = (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname).sort();
    const others = held.filter((path) => !/^\/(app|runtime)\//.test(path));
    told.push(`${name}: ${held.length - others.length} files of the program${others.length ? `, and ${others.join(" ")}` : ""}`);
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
    ["Cookies", () => document.cookie.split("; ").filter(Boolean)],
    ["Local storage", () => Object.keys(localStorage).map((name) => (Object.hasOwn(OURS, name) ? `${name} (${OURS[name]})` : name))],
    ["Session storage", () => Object.keys(sessionStorage)],
    ["Databases (IndexedDB)", async () => ((await indexedDB.databases?.()) ?? []).map(({ name }) => name)],
    ["Files (origin private file system)", disk],
    ["Cache", caching],
  ];
  for (const [kind, read] of kinds) {
    const held = await (async () => read())().catch((error) => [`could not be looked at: ${error.message}`]);
    const row = rows.insertRow();
    const name = document.createElement("th");
    [name.scope, name.textContent] = ["row", kind];
    row.append(name);
    row.insertCell().textContent = held.length ? held.join("; ") : "nothing";
  }
}
