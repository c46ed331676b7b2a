// Starts Pyodide under Node and runs one Python script in it, with a folder of this computer mounted at /work.
//     node compile.mjs PYODIDE_FOLDER SCRIPT FOLDER [ARGUMENT…]
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [runtime, script, folder, ...args] = process.argv.slice(2);
try {
  const { loadPyodide } = await import(pathToFileURL(`${runtime}/pyodide.mjs`));
  // a fixed hash seed: sets inside compiled code are written in hash order, and the same source must give the same bytes
  const python = await loadPyodide({ env: { PYTHONHASHSEED: "0", HOME: "/home" }, args: [] });
  python.mountNodeFS("/work", folder);
  const globals = python.toPy({ __name__: "__main__", ARGUMENTS: args });
  python.runPython(readFileSync(script, "utf8"), { globals, filename: script });
} catch (error) {
  console.error(String(error.message)); // the message only: Node would print the megabyte of JavaScript where it happened
  process.exitCode = 1;
}
