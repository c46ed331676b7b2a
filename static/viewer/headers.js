// The wall is made of headers, and a host can forget them. Where one is missing or another, no cell gets its program: it could send
// what it reads. (Without its policy Pyodide would not even start in Firefox's cell, and never say why.)
import { discard } from "../discard.js";
import { say } from "../say.js";

class Unprotected extends Error {
  constructor(address) {
    super(address);
    this.words = say("script.unprotected", { address });
  }
}

// Throws Unprotected for the first address that is sent without its policy. `late` are large scripts, which have time.
export async function checkHeaders(walls, late) {
  const stored = !!navigator.serviceWorker?.controller; // then the workers get their scripts from its store, as this does
  const standing = Object.entries(walls).map(async ([address, policy]) => {
    const method = late.includes(address) && !stored ? "HEAD" : "GET";
    const answer = await fetch(address, { method, cache: "no-cache" }); // the browser may hold it with the headers of another day
    if (stored) await answer.body?.cancel();
    else discard(await answer.arrayBuffer()); // to its end: so the worker gets from the browser's cache what was looked at here
    if (!answer.ok) throw new Error(say("script.load.refused", { address, status: answer.status }));
    const sent = (answer.headers.get("Content-Security-Policy") ?? "").split(/,\s*/);
    if (!sent.includes(policy)) throw new Unprotected(address);
  });
  await Promise.all(standing);
}
