// The second canvas: what other files mark on the picture. It lies over the picture and goes where it goes; shown when Python says so,
// so that marks never lie on a picture that they do not belong to.
const canvas = document.getElementById("marks");
const context = canvas.getContext("2d");
let held = null; // the pixels that came last

export const keep = (pixels) => (held = pixels);

// The scan is closed: nothing of it stays, on the screen or off it.
export function forget() {
  held = null;
  canvas.hidden = true;
  canvas.width = canvas.height = 1;
}

export function lay(json) {
  const told = json && JSON.parse(json);
  canvas.hidden = !told?.rows || !held;
  if (canvas.hidden) return;
  const { height, width, rows, columns, top, left } = told;
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  else context.clearRect(0, 0, width, height);
  context.putImageData(new ImageData(new Uint8ClampedArray(held.buffer), columns, rows), left, top);
}
