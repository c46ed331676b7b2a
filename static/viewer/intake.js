// Takes what a person drops or picks, from the first millisecond: before Python runs, and again after each closing.
// Files and folder handles go to whoever `take` is; until then they wait here. Nothing is read, nothing is lost.
const waiting = [];
let take = (batch) => waiting.push(batch);

export function deliver(receiver) {
  take = receiver;
  waiting.splice(0).forEach(take);
}

// Closing a study ends the walk through its folder as well.
let walk = 0;
export const forget = () => (walk += 1);

// What is done with a scan that is open before something else is opened in its place.
let clear = () => {};
export const whenInstead = (callback) => (clear = callback);

const root = document.documentElement;
const offer = (kind, items, count = null, last = true) => {
  root.dataset.open = "true";
  take({ kind, items, count, last });
};

const named = (file) => ({ path: file.webkitRelativePath || file.name, file });
export const offerSample = () => offer("sample", []);
const offerFiles = (kind, files) => {
  if (files.length) offer(kind, Array.from(files, named), files.length);
};

// Firefox and Safari hand over no handles: their older entries are walked here, and the files go on in batches.
async function* unfold(entry) {
  if (entry.isFile) {
    try {
      yield { path: entry.fullPath.replace(/^\//, ""), file: await new Promise((done, failed) => entry.file(done, failed)) };
    } catch (error) {
      yield { path: entry.fullPath.replace(/^\//, ""), error: String(error?.name ?? error) };
    }
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((done) => reader.readEntries(done, (error) => done(error)));
    if (!some.length) {
      if (some.name) yield { path: entry.fullPath.replace(/^\//, ""), error: some.name }; // a folder that cannot be read
      return;
    }
    for (const child of some) yield* unfold(child);
  }
}

async function offerEntries(entries) {
  const mine = walk;
  let batch = [];
  for (const entry of entries)
    for await (const item of unfold(entry)) {
      if (mine !== walk) return;
      batch.push(item);
      if (batch.length === 64) offer("folder", batch.splice(0), null, false);
    }
  offer("folder", batch);
}

// Over an open scan there are two places to drop: to add, and to open instead. Beside them it is added, which loses nothing.
const instead = ({ clientX: x, clientY: y }) => {
  const place = document.getElementById("drop-instead");
  const box = place.checkVisibility() && place.getBoundingClientRect();
  return Boolean(box && x >= box.left && x <= box.right && y >= box.top && y <= box.bottom);
};

function drop(event) {
  event.preventDefault();
  const replaces = instead(event);
  delete root.dataset.drag;
  const items = [...(event.dataTransfer?.items ?? [])].filter((item) => item.kind === "file");
  if (!items.length) return;
  if (replaces) clear();
  if (items[0].getAsFileSystemHandle) {
    // All handles must be asked for before the event ends; they come when they come.
    const files = items.map((item) => item.getAsFile());
    Promise.all(items.map((item, index) => item.getAsFileSystemHandle().catch(() => null).then((handle) => (handle ? { path: handle.name, handle } : files[index] && named(files[index]))))).then(
      (found) => offer("folder", found.filter(Boolean)),
    );
  } else if (items[0].webkitGetAsEntry) offerEntries(items.map((item) => item.webkitGetAsEntry()).filter(Boolean));
  else offerFiles("files", event.dataTransfer.files);
}

let depth = 0;
addEventListener("dragenter", (event) => {
  if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
  depth += 1;
  root.dataset.drag = "true";
});
addEventListener("dragleave", () => {
  if ((depth = Math.max(0, depth - 1)) === 0) delete root.dataset.drag;
});
addEventListener("dragover", (event) => {
  event.preventDefault();
  if (root.dataset.drag) document.getElementById("dragging").dataset.place = instead(event) ? "instead" : "add";
});
addEventListener("drop", (event) => ((depth = 0), drop(event)));
addEventListener("change", ({ target }) => {
  if (target.id === "folder-input" || target.id === "files-input") {
    offerFiles(target.id === "folder-input" ? "folder" : "files", target.files);
    target.value = ""; // so that choosing the same folder again is a change again
  }
});
addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-pick]");
  const pick = button?.dataset.pick;
  if (pick === "folder") pickFolder();
  else if (pick === "files") pickFiles();
  else if (pick === "sample") offerSample();
});

export async function pickFolder() {
  if (!window.showDirectoryPicker) return document.getElementById("folder-input").click();
  try {
    const handle = await window.showDirectoryPicker({ mode: "read" });
    offer("folder", [{ path: handle.name, handle }]);
  } catch (error) {
    if (error.name !== "AbortError") document.getElementById("folder-input").click(); // the person closing the dialog is no failure
  }
}

export function pickFiles() {
  document.getElementById("files-input").click();
}
