// node icons.mjs NODE_MODULES FOLDER NAME=SIZE...: draws FOLDER/NAME.svg as FOLDER/NAME-SIZE.png. resvg's WebAssembly gives the same bytes everywhere.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, folder, ...wanted] = process.argv.slice(2);
const require = createRequire(join(modules, "here.js"));
const { Resvg, initWasm } = require("@resvg/resvg-wasm");
await initWasm(readFileSync(require.resolve("@resvg/resvg-wasm/index_bg.wasm")));

for (const [name, size] of wanted.map((one) => one.split("="))) {
  const drawing = new Resvg(readFileSync(join(folder, `${name}.svg`), "utf8"), { fitTo: { mode: "width", value: Number(size) } });
  writeFileSync(join(folder, `${name}-${size}.png`), drawing.render().asPng());
}
