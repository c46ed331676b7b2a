// Runs pytest inside Pyodide under Node, on the archives that the site ships.
//     node run.mjs PYODIDE SITE_PACKAGES JSON      (see test_core.py)
// Python's own library is the slim one of the site; only what the tests and pytest need beyond it comes from the stock one.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [pyodide, options] = [process.argv[2], JSON.parse(process.argv[3])];
try {
  const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`));
  const python = await loadPyodide({ stdLibURL: options.stdlib, env: { HOME: "/home", OPENMYSCAN_DATA: options.data } });
  const { FS } = python;
  FS.mkdirTree("/tools");
  FS.writeFile("/tools/stdlib.zip", readFileSync(`${pyodide}/python_stdlib.zip`));
  for (const folder of options.folders) {
    FS.mkdirTree(folder);
    python.mountNodeFS(folder, folder);
  }
  options.slim = python.runPython("import sys; next(path for path in sys.path if path.endswith('.zip'))");
  const globals = python.toPy({ __name__: "__main__", options });
  process.exitCode = python.runPython(readFileSync(options.script, "utf8"), { globals, filename: options.script });
} catch (error) {
  console.error(String(error.message));
  process.exitCode = 1;
}
