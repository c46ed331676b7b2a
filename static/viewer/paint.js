// The canvases of all panes, by the numbers of their views: the picture, and over it what other files mark. Marks are shown when Python
// says so, so that they never lie on a picture that they do not belong to. A picture for a pane that is not there yet waits for it.
import * as together from "./together.js";
import { deliver, take } from "./wire.js";

const panes = new Map(); // view -> {canvas, context, marks, over, held}
const early = new Map(); // view -> what came before its pane

export function attach(view, canvas, marks) {
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  panes.set(view, { canvas, context, marks, over: marks.getContext("2d"), held: null });
  if (early.has(view)) paint(...early.get(view));
  early.delete(view);
}

export function detach(view, canvas) {
  if (panes.get(view)?.canvas === canvas) panes.delete(view); // else another pane has taken its place
}

export const canvasOf = (view) => panes.get(view)?.canvas;

function paint(told, pixels) {
  const { view, rows, columns } = told;
  const pane = panes.get(view);
  if (!pane) return void early.set(view, [told, pixels]);
  const { canvas, context } = pane;
  if (canvas.width !== columns || canvas.height !== rows) [canvas.width, canvas.height] = [columns, rows];
  context.putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), columns, rows), 0, 0);
}

take("picture", (json, pixels) => {
  const told = JSON.parse(json);
  together.come(told, () => pixels && paint(told, pixels), () => deliver("picture", json, pixels));
  return false;
});
// The lines of a picture come just before it.
take("drawn", (json, pixels) => (together.come({}, () => {}, () => deliver("drawn", json, pixels)), false));
take("catalog", () => void together.show()); // it tells where their pictures stand now
take("marks", (json, pixels) => {
  const pane = panes.get(JSON.parse(json).view);
  if (pane) pane.held = pixels;
});

export function lay(view, json) {
  const pane = panes.get(view);
  if (!pane) return;
  const { marks, over, held } = pane;
  const told = json && JSON.parse(json);
  marks.hidden = !told?.rows || !held;
  if (marks.hidden) return;
  const { height, width, rows, columns, top, left } = told;
  if (marks.width !== width || marks.height !== height) [marks.width, marks.height] = [width, height];
  else over.clearRect(0, 0, width, height);
  over.putImageData(new ImageData(new Uint8ClampedArray(held.buffer), columns, rows), left, top);
}

// The scan is closed: nothing of it stays, on the screen or off it.
export function forget() {
  together.forget();
  early.clear();
  for (const pane of panes.values()) {
    pane.held = null;
    pane.marks.hidden = true;
    for (const canvas of [pane.canvas, pane.marks]) canvas.width = canvas.height = 1;
  }
}
