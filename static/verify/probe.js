// The cell's twin, for /verify: served by the same rule of vercel.json as the cell, so under the same policy. It has no program but this.
import { attempt, ways } from "./attempts.js";

self.onmessage = async ({ data: addresses }) => {
  for (const way of Object.keys(ways)) {
    const answers = [];
    for (const address of addresses) answers.push(await attempt(way, `${address}/${way}`));
    self.postMessage({ way, answers });
  }
  self.postMessage({ end: true });
};
