// The helpers without Python: decoders, which take single frames off the cell's hands, and the room in which a PDF is read; and what is
// inside a document, a PDF or a film, for as long as it is to be seen.
import { film, stop } from "./film.js";
import * as leaves from "./leaves.js";
import { newWorker } from "./scripts.js";
import { cell, notify, take } from "./wire.js";

let decoders = [];

// One that ends is only lost time.
export function callIn({ kind, wanted }, programs) {
  const mine = cell;
  const { "charls.wasm": charls, "openjpeg.wasm": openjpeg } = programs;
  for (let more = 0; more < wanted; more += 1) {
    const decoder = newWorker(kind === "htj2k" ? "htj2k" : "decoder");
    const number = decoders.push(decoder) - 1;
    const { port1, port2 } = new MessageChannel();
    decoder.onerror = (event) => (event.preventDefault(), decoder.terminate(), mine.postMessage({ lost: number }));
    mine.postMessage({ decoder: port1, kind }, [port1]);
    decoder.postMessage({ jobs: port2, compiled: { "charls.wasm": charls, "openjpeg.wasm": openjpeg } }, [port2]);
  }
}

take("stuck", (json) => (decoders[JSON.parse(json).decoder].terminate(), false));

export function dismiss() {
  decoders.forEach((decoder) => decoder.terminate());
  decoders = [];
}

// ---- what is inside a document

let inside = null; // its bytes, until something shows them
take("inside", (_, pixels) => void (inside = pixels));

function handOut() {
  const bytes = inside;
  inside = null;
  return bytes;
}

export const showFilm = (video) => film(video, handOut());
export const showLeaves = (box, scroller) => leaves.open(newWorker("pdf"), handOut(), box, scroller, (told) => notify("leaf", told));

// What was seen of a document goes with it: the film's address, the room of the PDF and all that it knew.
export function forgetInside() {
  inside = null;
  stop();
  leaves.close();
}
