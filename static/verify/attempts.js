// The ways in which a script can send something away, each really tried; the same in a page and in a worker.
import { say } from "../say.js";

const PATIENCE = 3000; // milliseconds; a refusal comes at once
const LINGER = 50; // the browser's word about a refusal comes a moment after its error

const settled = (thing, good) =>
  new Promise((done, failed) => {
    thing.addEventListener(good, done);
    thing.addEventListener("error", (event) => (event.preventDefault?.(), failed(new Error(say("script.try.mute")))));
  });

const anywhere = {
  fetch: (url) => fetch(url, { mode: "no-cors" }),
  XMLHttpRequest: (url) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.send("nothing of yours");
    return settled(request, "load");
  },
  WebSocket: (url) => settled(new WebSocket(url.replace(/^http/, "ws")), "open"),
  EventSource: (url) => settled(new EventSource(url), "open"),
  import: (url) => import(url),
};
const inPage = {
  sendBeacon: (url) => new Promise((done, failed) => (navigator.sendBeacon(url, "nothing of yours") ? setTimeout(done, 500) : failed(new Error("false")))),
  image: (url) => settled(Object.assign(new Image(), { src: url }), "load"),
};
const inWorker = { importScripts: (url) => importScripts(url) };
// last: Firefox at times never comes back from it inside a worker
const atLast = { Worker: (url) => settled(new Worker(url), "message") };

const here = typeof document === "object" ? inPage : inWorker;
export const ways = { ...anywhere, ...here, ...atLast };

// What came of one way to one address: {verdict, words}.
//     refused  the browser did not send, and named the rule or said that it is not allowed
//     absent   there is no such way here
//     unclear  an error or silence, but nothing about a rule: no network, perhaps
//     sent     it went out
export async function attempt(name, url) {
  const rules = new Set();
  const note = (event) => rules.add(event.effectiveDirective);
  const target = typeof document === "object" ? document : self;
  target.addEventListener("securitypolicyviolation", note);
  let outcome = { verdict: "sent", words: say("script.try.sent") };
  try {
    const late = new Promise((_, failed) => setTimeout(failed, PATIENCE, new Error(say("script.try.late"))));
    await Promise.race([late, (async () => ways[name](url))()]);
  } catch (error) {
    outcome = judge(error);
  }
  await new Promise((done) => setTimeout(done, LINGER));
  target.removeEventListener("securitypolicyviolation", note);
  return rules.size ? { verdict: "refused", words: say("script.try.rule", { n: rules.size, rules: [...rules].join(say("script.try.comma")) }) } : outcome;
}

function judge(error) {
  if (error instanceof ReferenceError || /not a (function|constructor)/.test(error.message)) return { verdict: "absent", words: say("script.try.absent") };
  if (error.name === "SecurityError") return { verdict: "refused", words: say("script.try.foreign") };
  return { verdict: "unclear", words: say("script.try.unclear", { reason: error.message }) };
}
