// The addresses of this site's scripts, and the one gate (Trusted Types) through which a script is named by its address from code:
// six of them, letter by letter.
export let scripts = {}; // name -> address, of the workers
let allowed = [];

export function permit({ cell, reader, decoder, htj2k, pdf }) {
  scripts = { cell, reader, decoder, htj2k: htj2k.url, pdf: pdf.url };
  allowed = ["/sw.js", ...Object.values(scripts)];
}

const trusted = window.trustedTypes?.createPolicy("openmyscan", {
  createScriptURL(address) {
    if (allowed.includes(address)) return address;
    throw new TypeError(`${address} is no script of this site`);
  },
});
export const scriptAt = (address) => trusted?.createScriptURL(address) ?? address;
export const newWorker = (name) => new Worker(scriptAt(scripts[name]));
