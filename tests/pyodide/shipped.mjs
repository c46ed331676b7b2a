// Starts Pyodide under Node from the very archives that the site ships, nothing else behind them, and imports what may be needed.
//     node shipped.mjs '{"pyodide": FOLDER, "stdlib": ZIP, "archives": [ZIP, …], "modules": [NAME, …]}'
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { pyodide, stdlib, archives, modules } = JSON.parse(process.argv[2]);
try {
  const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`));
  const python = await loadPyodide({ stdLibURL: stdlib });
  const site = python.runPython("import site; site.getsitepackages()[0]");
  for (const archive of archives) python.unpackArchive(new Uint8Array(readFileSync(archive)), "zip", { extractDir: site });
  python.globals.set("modules", python.toPy(modules));
  const missing = python.runPython(`
import importlib
missing = []
for name in modules:
    try:
        importlib.import_module(name)
    except ImportError as problem:
        missing.append(f"{name}: {problem}")
missing
`);
  console.log(JSON.stringify(missing.toJs()));
} catch (error) {
  console.error(String(error.message)); // the message only: Node would print the megabyte of JavaScript where it happened
  process.exitCode = 1;
}
