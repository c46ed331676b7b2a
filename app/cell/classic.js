// Pyodide learns which kind of worker it runs in by loading an empty data: script. The cell's policy refuses that, and to note where it
// happened the browser reads the whole bundle once more, 0.1 s of a first start. So it is refused here, until Pyodide is up.
self.importScripts = () => {
  throw new TypeError("The cell loads no scripts");
};
export const classic = () => delete self.importScripts; // from then on it is the browser that refuses
