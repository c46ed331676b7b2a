// Prints one line of JSON for each file: its size, raw and as brotli sends it.   node sizes.mjs FILE…
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

for (const file of process.argv.slice(2)) {
  const data = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: data.length };
  console.log(JSON.stringify([file, data.length, brotliCompressSync(data, { params }).length]));
}
