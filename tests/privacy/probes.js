// Attempts to reach a server, each a function of a base address; run inside a page or a worker. The last expression of this
// file is a function: ([base, names, without], tell) => Promise of {name: {outcome, refusals}}, one attempt after the other;
// `tell` hears of each as (name) before it and as (name, {outcome, refusals}) after it.
//     outcome   "went" | "refused: why" | "nothing" (no word from the browser) | "missing" (the browser does not have it there)
//     refusals  the directives that the browser named in securitypolicyviolation events meanwhile
// Nothing is taken for "nothing" by the clock alone: on a busy machine a browser comes to its work, and to its word, much later.
(() => {
  const page = typeof document === "object";
  const events = (thing, good) =>
    new Promise((done, failed) => {
      for (const name of good) thing.addEventListener(name, () => done("went"));
      thing.addEventListener("error", (event) => (event.preventDefault(), failed(new Error(`error event ${event.message ?? ""}`))));
    });
  const put = (tag, attributes, { good = ["load"], inside = document.body } = {}) => {
    const element = Object.assign(document.createElement(tag), attributes);
    const done = events(element, good);
    inside.append(element);
    return done;
  };
  const ws = (url) => url.replace(/^http/, "ws");
  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const silent = () => new Promise(() => {}); // it was asked for, and the browser's word, if there is one, is a refusal
  // So long an attempt may have no answer. In a page that begins when the second frame is drawn: then its styles and elements were looked at.
  const patience = async () => {
    if (page) await Promise.race([frame().then(frame), pause(5000)]);
    await pause(1500);
    return "nothing";
  };
  const own = (name) => WorkerGlobalScope.prototype[name] ?? self[name];

  const anywhere = {
    fetch: (url) => fetch(url, { mode: "no-cors" }),
    xhr: (url) => {
      const request = new XMLHttpRequest();
      request.open("POST", url);
      request.send("scan");
      return events(request, ["load"]);
    },
    "xhr-sync": (url) => {
      const request = new XMLHttpRequest();
      request.open("GET", url, false);
      request.send();
    },
    websocket: (url) => events(new WebSocket(ws(url)), ["open"]),
    "websocket-stream": (url) => new WebSocketStream(ws(url)).opened,
    eventsource: (url) => events(new EventSource(url), ["open"]),
    webtransport: (url) => new WebTransport(url.replace("http:", "https:")).ready,
    import: (url) => import(url),
    worker: (url) => events(new Worker(url), ["message"]), // from another origin refused before any request, policy or none
    "worker-blob": (url) => events(new Worker(URL.createObjectURL(new Blob([`fetch("${url}",{mode:"no-cors"}).then(()=>postMessage(1))`]))), ["message"]),
    "worker-data": (url) => events(new Worker(`data:text/javascript,fetch("${url}",{mode:"no-cors"}).then(()=>postMessage(1))`), ["message"]),
    font: (url) => new FontFace("Probe", `url(${url})`).load(),
    "cache-add": async (url) => {
      const name = "probe";
      try {
        await (await caches.open(name)).add(new Request(url, { mode: "no-cors" }));
      } finally {
        await caches.delete(name);
      }
    },
  };
  const inWorker = {
    "fetch-native": (url) => own("fetch").call(self, url, { mode: "no-cors" }), // the browser's, whatever the cell put over it
    importscripts: (url) => importScripts(url),
    "importscripts-blob": (url) => importScripts(URL.createObjectURL(new Blob([`fetch("${url}")`]))),
    eval: (url) => (0, eval)(`fetch("${url}")`),
    function: (url) => new Function(`return fetch("${url}")`)(),
    "timer-text": (url) => (setTimeout(`fetch("${url}")`, 0), silent()),
    "service-worker": (url) => navigator.serviceWorker.register(url),
    "shared-worker": (url) => new SharedWorker(url),
    beacon: (url) => navigator.sendBeacon(url, "scan"),
    webrtc: (url) => new RTCPeerConnection({ iceServers: [{ urls: `stun:${new URL(url).host}` }] }),
    "open-window": (url) => open(url),
    "go-there": (url) => location.assign(url),
  };
  const inPage = {
    beacon: (url) => (navigator.sendBeacon(url, "scan"), silent()),
    "fetch-keepalive": (url) => fetch(url, { method: "POST", mode: "no-cors", keepalive: true, body: "scan" }),
    "fetch-later": (url) => (fetchLater(url, { activateAfter: 0 }), silent()),
    image: (url) => put("img", { src: url }),
    "image-set": (url) => put("img", { srcset: `${url} 1x` }),
    icon: (url) => put("link", { rel: "icon", href: url }, { inside: document.head }),
    background: (url) => {
      const element = document.createElement("p");
      element.textContent = "probe";
      element.style.backgroundImage = `url(${url})`;
      document.body.append(element);
      return silent();
    },
    "constructed-style": (url) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`body::after { content: url(${url}) }`);
      document.adoptedStyleSheets.push(sheet);
      return silent();
    },
    stylesheet: (url) => put("link", { rel: "stylesheet", href: url }, { inside: document.head }),
    "style-import": (url) => put("style", { textContent: `@import url(${url})` }, { inside: document.head }),
    script: (url) => put("script", { src: url }),
    module: (url) => put("script", { type: "module", src: url }),
    "inline-script": (url) => put("script", { textContent: `fetch("${url}", {mode: "no-cors"})` }),
    iframe: (url) => put("iframe", { src: url }),
    "iframe-inline": (url) => put("iframe", { srcdoc: `<img src="${url}">` }).then(silent),
    object: (url) => put("object", { data: url }),
    embed: (url) => put("embed", { src: url }),
    video: (url) => put("video", { src: url, muted: true }, { good: ["loadeddata"] }),
    audio: (url) => put("audio", { src: url }, { good: ["loadeddata"] }),
    "svg-image": (url) => {
      const element = document.createElementNS("http://www.w3.org/2000/svg", "image");
      element.setAttribute("href", url);
      const done = events(element, ["load"]);
      const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      drawing.append(element);
      document.body.append(drawing);
      return done;
    },
    prefetch: (url) => put("link", { rel: "prefetch", href: url }, { inside: document.head }),
    preload: (url) => put("link", { rel: "preload", as: "fetch", crossOrigin: "anonymous", href: url }, { inside: document.head }),
    modulepreload: (url) => put("link", { rel: "modulepreload", href: url }, { inside: document.head }),
    speculation: (url) => put("script", { type: "speculationrules", textContent: JSON.stringify({ prefetch: [{ source: "list", urls: [url] }] }) }),
    form: (url) => {
      const form = Object.assign(document.createElement("form"), { action: url, method: "post", target: "_blank" });
      form.append(Object.assign(document.createElement("input"), { name: "scan", value: "1" }));
      document.body.append(form);
      form.submit();
      return silent();
    },
    ping: (url) => {
      const link = Object.assign(document.createElement("a"), { href: "#", ping: url, textContent: "probe" });
      document.body.append(link);
      link.click();
      return silent();
    },
    "shared-worker": (url) => events(new SharedWorker(url), ["message"]),
  };

  const probes = { ...anywhere, ...(page ? inPage : inWorker) };

  async function attempt(probe, url) {
    const refusals = [];
    const target = page ? document : self;
    let outcome;
    let tell;
    const refused = new Promise((done) => (tell = done));
    const note = (event) => (refusals.push(event.effectiveDirective), tell("refused: policy"));
    target.addEventListener("securitypolicyviolation", note);
    try {
      const answer = await Promise.race([Promise.resolve(probe(url)), refused, patience()]);
      outcome = typeof answer === "string" ? answer : "went";
    } catch (error) {
      outcome = error instanceof ReferenceError || /is not a (function|constructor)|undefined/.test(error.message) ? "missing" : `refused: ${error.name} ${error.message}`;
    }
    await pause(20); // the event comes a moment after the error
    target.removeEventListener("securitypolicyviolation", note);
    return { outcome, refusals };
  }

  return async ([base, names, without], tell) => {
    const found = {};
    for (const name of names ?? Object.keys(probes).filter((name) => !without?.includes(name))) {
      tell?.(name);
      found[name] = await attempt(probes[name], `${base}/${name}`);
      tell?.(name, found[name]);
    }
    return found;
  };
})()
