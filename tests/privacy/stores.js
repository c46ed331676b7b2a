// Attempts to leave something in this browser, or to reach another page or worker of the site; run inside a worker. The last expression
// of this file is a function: ([mark, names, without], tell) => Promise of {name: outcome}, as that of probes.js.
//     outcome  "went" | "missing" (it is not there in any way) | "refused: why" | "nothing" (no word)
(() => {
  class Missing extends Error {}
  // Also by what the global object and the navigator inherit from, whose getters would give it as well.
  const reach = (holder, name) => {
    for (let at = holder; at; at = Object.getPrototypeOf(at)) {
      const found = Object.getOwnPropertyDescriptor(at, name);
      if (found) return found.get ? found.get.call(holder) : found.value;
    }
    throw new Missing(name);
  };
  const own = (name) => reach(self, name);
  const of = (name) => reach(navigator, name);
  const asked = (request) => new Promise((done, failed) => ((request.onsuccess = () => done(request.result)), (request.onerror = () => failed(request.error))));
  const inner = (script) =>
    new Promise((done, failed) => {
      const worker = new (own("Worker"))(script);
      worker.onmessage = ({ data }) => (data ? done() : failed(new Missing("caches")));
      worker.onerror = (event) => (event.preventDefault(), failed(new Error("refused")));
    });
  const code = (mark) => `caches.open("${mark}").then(() => postMessage(true))`;

  const attempts = {
    caches: async (mark) => (await own("caches").open(mark)).put("/", new Response(mark)),
    "caches-of-all": async (mark) => {
      for (const name of await own("caches").keys()) await (await own("caches").open(name)).put("/", new Response(mark));
    },
    indexeddb: async (mark) => (await asked(own("indexedDB").open(mark))).close(),
    "indexeddb-made": async (mark) => asked(Object.create(own("IDBFactory").prototype).open(mark)),
    "private-files": async (mark) => (await of("storage").getDirectory()).getFileHandle(mark, { create: true }),
    "private-files-of-old": async (mark) => own("webkitRequestFileSystemSync")(0, 1024).root.getFile(mark, { create: true }),
    persist: () => of("storage").estimate(),
    buckets: (mark) => of("storageBuckets").open(mark.toLowerCase()),
    broadcast: (mark) => new (own("BroadcastChannel"))("probe").postMessage(mark),
    locks: (mark) => of("locks").request(mark, { ifAvailable: true }, () => {}),
    cookies: (mark) => own("cookieStore").set(mark, "1"),
    "shared-worker": () => new (own("SharedWorker"))("/sw.js"),
    "service-worker": () => of("serviceWorker").register("/sw.js"),
    webtransport: () => new (own("WebTransport"))("https://localhost:9/").ready,
    webrtc: () => new (own("RTCPeerConnection"))(),
    notification: (mark) => new (own("Notification"))(mark),
    permissions: () => of("permissions").query({ name: "notifications" }),
    "worker-of-the-site": () => inner("/sw.js"),
    "worker-of-this-script": () => inner(location.href),
    "worker-blob": (mark) => inner(URL.createObjectURL(new Blob([code(mark)], { type: "text/javascript" }))),
    "worker-data": (mark) => inner(`data:text/javascript,${encodeURIComponent(code(mark))}`),
    "writing-files": () => {
      for (const method of ["createWritable", "createSyncAccessHandle", "move", "remove"]) if (reach(own("FileSystemFileHandle").prototype, method)) return;
      throw new Missing("writing");
    },
  };

  async function outcome(attempt, mark) {
    const patience = new Promise((done) => setTimeout(() => done("nothing"), 1500));
    try {
      return (await Promise.race([(async () => attempt(mark))(), patience])) === "nothing" ? "nothing" : "went";
    } catch (error) {
      return error instanceof Missing ? "missing" : `refused: ${error.name} ${error.message}`;
    }
  }

  return async ([mark, names, without], tell) => {
    const found = {};
    for (const name of names ?? Object.keys(attempts).filter((name) => !without?.includes(name))) {
      tell?.(name);
      found[name] = await outcome(attempts[name], mark);
      tell?.(name, found[name]);
    }
    return found;
  };
})()
