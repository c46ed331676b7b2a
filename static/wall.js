// The page's own policy, once all is loaded: from here on it may load nothing from anywhere, not even from its own site, except
// its styles and these workers; `blob:`, for films, is the name of bytes that are in the page already and of nothing else. The viewer seals itself with it, and /verify, which shows what it does.
export function sealWith(workers) {
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = `default-src 'none'; script-src 'wasm-unsafe-eval'; worker-src ${workers.map((script) => location.origin + script).join(" ")}; style-src 'self'; media-src blob:`;
  document.head.append(policy);
  return policy.content;
}
