// The small pictures of the lists: kept, painted wherever one is wanted, and asked for once more when it is.
import { send, take } from "./wire.js";

const MOST = 300; // that are kept: 100 kB each
const images = new Map(); // stack -> ImageData, of those that were wanted or came last
const dropped = new Set(); // stacks whose small picture was here, and is asked for again when it is wanted
const frames = new Map(); // stack -> the small canvases that want it
const blank = new Set(); // stacks whose small picture shows nothing

export function want(stack, small) {
  if (!frames.has(stack)) frames.set(stack, new Set());
  frames.get(stack).add(small);
  hang(small, stack);
  if (dropped.delete(stack)) send("thumbnail", JSON.stringify({ stack }));
}

export function release(stack, small) {
  frames.get(stack)?.delete(small);
  if (!frames.get(stack)?.size) frames.delete(stack);
}

export function forget() {
  for (const held of [images, dropped, frames, blank]) held.clear();
}

function keep({ stack, rows, columns }, pixels) {
  images.delete(stack);
  images.set(stack, new ImageData(new Uint8ClampedArray(pixels.buffer), columns, rows));
  dropped.delete(stack);
  frames.get(stack)?.forEach((small) => hang(small, stack));
  for (const old of images.keys()) {
    if (images.size <= MOST) break;
    images.delete(old);
    dropped.add(old);
  }
}

function hang(small, stack) {
  const image = images.get(stack);
  if (!image) return;
  [small.width, small.height] = [image.width, image.height];
  small.getContext("2d").putImageData(image, 0, 0);
}

// The page's Python wants to know only of those that show nothing, and of those that do so no longer.
take("thumbnail", (json, pixels) => {
  const told = JSON.parse(json);
  if (pixels) keep(told, pixels);
  return told.blank ? Boolean(blank.add(told.stack)) : blank.delete(told.stack);
});
