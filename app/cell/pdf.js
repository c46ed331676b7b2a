// The room for PDF documents: one worker for each that is open, served under
//     default-src 'none'; script-src 'wasm-unsafe-eval'
// so whatever a document makes of the library that reads it, it can reach nothing. The page gives it the bytes and gets back pictures of
// single pages and their text. Nothing in a document runs: no script, no form, no link (PDF.js's part for scripts is not even here).
// Its fonts are drawn as outlines by the library and never given to the browser; letters that a document does not bring along come from
// the fonts of this computer. Left out, and drawn otherwise or not at all: tables for Chinese, Japanese and Korean letters of
// documents without fonts, exact colors for printing.
import "./bare.js"; // before all else
// What a document may take of this computer's memory is in allowance.js, which comes first.
import { begin, exceeded, give, take as taken } from "./allowance.js";
import { AnnotationMode, getDocument, PasswordResponses, Util, VerbosityLevel } from "pdfjs-dist/legacy/build/pdf.mjs";
import "pdfjs-dist/legacy/build/pdf.worker.mjs"; // its other half, which else would be a worker of its own
import jbig2 from "pdfjs-dist/wasm/jbig2.wasm"; // black and white, and JPEG 2000: what scanners for paper write
import openjpeg from "pdfjs-dist/wasm/openjpeg.wasm";

const MOST = 16e6; // points of one picture: what the smallest browsers (iOS) grant a canvas
const LONGEST = 8192; // and on one side
const MOST_IMAGE = 40e6; // points of an image in a document; a sheet of A4 scanned at 600 dpi has 35 million
const MOST_TEXTS = 5000; // pieces of text of a page
const LONGEST_TEXT = 5000; // letters of one
const MOST_STEPS = 1e6; // of drawing a page: a town's map has some hundred thousand
const ASCENT = 0.8; // of a letter's height, above the line it stands on

// What PDF.js asks of a browser's page.
class Canvases {
  create(width, height) {
    const canvas = new OffscreenCanvas(width, height);
    return { canvas, context: canvas.getContext("2d") };
  }
  reset({ canvas }, width, height) {
    taken(width * height * 4); // first: where it is refused, the old one is still there
    give(canvas.width * canvas.height * 4);
    [canvas.width, canvas.height] = [width, height];
  }
  destroy(one) {
    give(one.canvas.width * one.canvas.height * 4);
    one.canvas.width = one.canvas.height = 0;
    one.canvas = one.context = null;
  }
}
const none = () => "none"; // filters are made of SVG, which only a page has; without them a soft mask of luminosity is not applied
class Filters {
  addFilter = none;
  addHCMFilter = none;
  addAlphaFilter = none;
  addLuminosityFilter = none;
  addKnockoutFilter = none;
  addHighlightHCMFilter = none;
  addSelectionHCMFilter = none;
  createSelectionStyle = () => null;
  destroy() {}
}
const FILES = { "jbig2.wasm": jbig2, "openjpeg.wasm": openjpeg };
class Files {
  async fetch({ filename }) {
    if (!FILES[filename]) throw new Error(`${filename} is not part of this site`);
    return FILES[filename].slice();
  }
}

let port; // to the page
let pdf, unlock;
let missing = false; // a picture of the page that is drawn
let steps = 0;
console.warn = (text) => (missing ||= /image/i.test(text)); // how the library says that it leaves one out, and nothing else
const ruler = new OffscreenCanvas(1, 1).getContext("2d");

async function open(bytes) {
  const data = bytes instanceof Blob ? new Uint8Array(await bytes.arrayBuffer()) : bytes;
  begin(data.length);
  const task = getDocument({
    data, CanvasFactory: Canvases, FilterFactory: Filters, BinaryDataFactory: Files, ownerDocument: {}, disableWorkerRendering: true,
    useWorkerFetch: false, wasmUrl: "here/", disableFontFace: true, useSystemFonts: false, enableXfa: false, isEvalSupported: false,
    maxImageSize: MOST_IMAGE, canvasMaxAreaInBytes: 4 * MOST_IMAGE, verbosity: VerbosityLevel.WARNINGS,
  });
  task.onPassword = (answer, reason) => {
    unlock = answer;
    port.postMessage({ locked: true, wrong: reason === PasswordResponses.INCORRECT_PASSWORD });
  };
  pdf = await task.promise;
  const { width, height } = (await pdf.getPage(1)).getViewport({ scale: 1 });
  port.postMessage({ opened: pdf.numPages, width, height });
}

async function draw(number, wide) {
  begin();
  [missing, steps] = [false, 0];
  const page = await pdf.getPage(number);
  count(Object.getPrototypeOf(page));
  const { width, height, transform } = page.getViewport({ scale: 1 });
  const scale = Math.min(wide / width, Math.sqrt(MOST / (width * height)), LONGEST / width, LONGEST / height);
  const { canvas, context } = new Canvases().create(Math.max(1, Math.floor(width * scale)), Math.max(1, Math.floor(height * scale)));
  try {
    await page.render({ canvas: null, canvasContext: context, viewport: page.getViewport({ scale }), annotationMode: AnnotationMode.ENABLE }).promise;
    const short = exceeded || missing;
    const texts = (await written(page).catch(() => [])).map((item) => laid(item, transform, width, height)); // the picture is there all the same
    const picture = canvas.transferToImageBitmap();
    port.postMessage({ drawn: number, picture, width, height, texts, short }, [picture]);
  } finally {
    page.cleanup();
  }
}

// The first pieces of text of a page; no more of them are made than are given.
async function written(page) {
  const reader = page.streamTextContent().getReader();
  const texts = [];
  for (let read; texts.length < MOST_TEXTS && !(read = await reader.read()).done; ) {
    texts.push(...read.value.items.filter(({ str }) => str?.trim() && str.length <= LONGEST_TEXT));
  }
  reader.cancel(new Error("enough")).catch(() => {});
  return texts.slice(0, MOST_TEXTS);
}

// The steps of drawing a page are the one thing that grows without arrays: the library hears of them in handfuls. Whoever has too many is
// told to the page, which ends this room: nothing in here could, as long as they keep coming.
function count(pages) {
  const plain = pages._renderPageChunk;
  if (plain.counts) return;
  pages._renderPageChunk = function (chunk, ...rest) {
    steps += chunk.length;
    if (steps > MOST_STEPS) port.postMessage({ failed: 0, kind: "Exceeded", text: "" });
    else plain.call(this, chunk, ...rest);
  };
  pages._renderPageChunk.counts = true;
}

// Where a piece of text lies: parts of the page's width and height, so that it fits at every zoom; drawn in the page's own letters and
// stretched to be as wide as in the document.
function laid({ str, transform: own, width, hasEOL }, whole, pageWidth, pageHeight) {
  const [a, b, c, d, e, f] = Util.transform(whole, own);
  const [size, angle] = [Math.hypot(c, d), Math.atan2(b, a)];
  ruler.font = `${size}px sans-serif`;
  const natural = ruler.measureText(str).width;
  return {
    text: str, angle, size: size / pageWidth, stretch: natural && width ? width / natural : 1, ends: hasEOL,
    x: (e + ASCENT * size * Math.sin(angle)) / pageWidth, y: (f - ASCENT * size * Math.cos(angle)) / pageHeight,
  };
}

async function take({ data }) {
  try {
    if (data.open) await open(data.open);
    else if ("password" in data) unlock(data.password);
    else await draw(data.draw, data.wide);
  } catch (error) {
    port.postMessage({ failed: data.draw ?? 0, kind: exceeded ? "Exceeded" : error.name, text: String(error.message) });
  }
}

self.onmessage = ({ data }) => {
  if (data.port) [port, data.port.onmessage] = [data.port, take];
};
