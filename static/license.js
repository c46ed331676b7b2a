// The license of Pro in this browser: a signed token, kept in localStorage and checked here with WebCrypto, without a network.
//
// A compact JWS with ES256, and only that: what a token says of its own algorithm is not asked. The public keys are part of the build.
// A person can always get round a check that runs in their own browser; it is for honest people, and nothing more is done about the others.
const TOKEN = "openmyscan.licence";
const LOCAL_KEYS = "openmyscan.licence.keys"; // on this computer only, where `build.py serve` signs with a key of its own
const LONGEST = 4096;
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };
const local = () => ["localhost", "127.0.0.1"].includes(globalThis.location?.hostname);

// What a token is worth at a moment (seconds since 1970): {state, until, grace}. `keys` holds public keys by their names.
//   none: there is none · active · grace: its time is over, but it still opens Pro, for where no network is · expired · strange: not ours
export async function judge(token, keys, now = Date.now() / 1000) {
  if (token === null) return { state: "none" };
  const claims = token.length <= LONGEST ? await read(token, keys).catch(() => null) : null;
  if (claims?.v !== 1 || claims.product !== "pro" || ![claims.exp, claims.grace].every(Number.isSafeInteger)) return { state: "strange" };
  const { exp: until, grace } = claims;
  return { state: now < until ? "active" : now < grace ? "grace" : "expired", until, grace };
}

async function read(token, keys) {
  const [header, claims, signature, ...rest] = token.split(".");
  const name = parsed(header).kid;
  if (rest.length || !Object.hasOwn(keys, name)) return null;
  const key = await crypto.subtle.importKey("raw", bytes(keys[name]), ALGORITHM, false, ["verify"]);
  const signed = new TextEncoder().encode(`${header}.${claims}`);
  const good = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, bytes(signature), signed);
  return good ? parsed(claims) : null;
}

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const parsed = (text) => JSON.parse(new TextDecoder().decode(bytes(text)));

// ---- what is kept; each of these throws where the browser keeps nothing

export const kept = () => localStorage.getItem(TOKEN);

export function keep(token, keys) {
  localStorage.setItem(TOKEN, token);
  if (local()) localStorage.setItem(LOCAL_KEYS, JSON.stringify(keys));
}

export function forget() {
  localStorage.removeItem(TOKEN);
  localStorage.removeItem(LOCAL_KEYS);
}

// The keys that count here: those of the build, and on this computer also that of its own service, as it told just now or before.
export function trusted(told) {
  return local() ? { ...LICENSE_KEYS, ...(told ?? JSON.parse(localStorage.getItem(LOCAL_KEYS) ?? "{}")) } : LICENSE_KEYS;
}

// The worth of what is kept; `none` where the browser keeps nothing.
export async function license() {
  try {
    return await judge(kept(), trusted());
  } catch {
    return { state: "none" };
  }
}
