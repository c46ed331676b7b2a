// The room for PDF documents (pdf.js of the built site) under Node, with canvases that only know their size: what it takes is written down.
//
// Reads {script, documents: {name: base64}} and prints {name: told}, one document after the other, each in a thread of its own whose heap
// is bounded. `told`: what the room answered, and what it took while it opened the document and drew the first page.
//   arrays     bytes of all arrays that were made, and what memories of WebAssembly grew by; of a few bytes none
//   copies     bytes of all arrays that are copies of others or of parts of them
//   canvases   bytes of all canvases at the moment when they were most
//   most       bytes of the canvases that there are and of all arrays that were made until then, at the moment when they were most
//   largest    bytes of the largest of all these
//   gone       why the thread ended by itself, if it did; "" else
import { readFileSync } from "node:fs";
import vm from "node:vm";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

const SMALL = 64; // bytes that are not worth counting
const HEAP = 1400; // MB of objects, the most that a thread may have
const PATIENCE = 60_000; // milliseconds; the page waits for a leaf a third of that (static/viewer/leaves.js), but what is to be seen here is what it takes, also on a busy machine
const RESTS = 4; // quarters of a second without work, after which nobody waits so long here
const WIDE = 900; // points that a leaf is drawn with

if (isMainThread) {
  const { script, documents } = JSON.parse(readFileSync(0, "utf8"));
  const source = readFileSync(script, "utf8");
  const told = {};
  for (const [name, data] of Object.entries(documents)) told[name] = await visited(source, data);
  process.stdout.write(JSON.stringify(told));
} else {
  room(workerData.source, Buffer.from(workerData.data, "base64"));
}

// What becomes of one document. The page ends a room that says it has too much, or that says nothing, and so does this.
function visited(source, data) {
  return new Promise((done) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { source, data }, resourceLimits: { maxOldGenerationSizeMb: HEAP } });
    const answers = [];
    let last = {};
    const late = () => (answers.push({ failed: 0, kind: "late" }), end(""));
    let [before, rests] = [undefined, 0];
    const idle = setInterval(() => { // nothing works in it any more, and nothing comes: the page would wait in vain
      const now = worker.performance.eventLoopUtilization();
      rests = worker.performance.eventLoopUtilization(now, before).utilization < 0.05 && before ? rests + 1 : 0;
      before = now;
      if (rests === RESTS) late();
    }, 250);
    const ends = setTimeout(late, PATIENCE);
    const end = (gone) => {
      clearTimeout(ends);
      clearInterval(idle);
      worker.terminate();
      done({ answers, ...last, gone });
    };
    worker.on("message", ({ answer, took }) => {
      last = took;
      if (!answer) return;
      answers.push(answer);
      if (answer.drawn || answer.failed !== undefined) end("");
    });
    worker.on("error", (error) => end(String(error.code ?? error)));
    worker.on("exit", () => end("it ended"));
  });
}

function room(source, data) {
  const took = { arrays: 0, copies: 0, canvases: 0, most: 0, largest: 0 };
  let there = 0;
  const canvases = new Map();
  const say = (answer) => parentPort.postMessage({ answer, took: { ...took } });

  function made(bytes, where = "arrays") {
    if (!(bytes > SMALL)) return;
    if (where) took[where] += bytes;
    took.largest = Math.max(took.largest, bytes);
    took.most = Math.max(took.most, took.arrays + there);
  }

  // All that makes an array: by its constructor, from another, or as a copy.
  const kinds = Object.getOwnPropertyNames(globalThis).filter((name) => /^(Big)?(Int|Uint|Float)\d+(Clamped)?Array$/.test(name));
  for (const name of [...kinds, "ArrayBuffer"]) {
    globalThis[name] = new Proxy(globalThis[name], {
      construct(plain, given, as) {
        const one = Reflect.construct(plain, given, as === globalThis[name] ? plain : as);
        if (!(given[0] instanceof ArrayBuffer || given[0] instanceof SharedArrayBuffer)) made(one.byteLength);
        return one;
      },
    });
  }
  const arrays = Object.getPrototypeOf(Uint8Array.prototype);
  const copied = (holder, name) => {
    const plain = holder[name];
    holder[name] = function (...given) {
      const one = Reflect.apply(plain, this, given);
      made(one.byteLength, "copies");
      return one;
    };
  };
  for (const name of ["slice", "map", "filter", "toSorted", "toReversed", "with"]) if (arrays[name]) copied(arrays, name);
  for (const name of ["from", "of"]) copied(Object.getPrototypeOf(Uint8Array), name);
  copied(ArrayBuffer.prototype, "slice");
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function (pages) {
    made(pages * 65536);
    return grow.call(this, pages);
  };

  class Picture {
    constructor(first, second, third) {
      const sized = typeof first === "number";
      [this.width, this.height] = sized ? [first, second] : [second, third ?? first.length / 4 / second];
      this.data = sized ? new Uint8ClampedArray(first * second * 4) : first;
    }
  }
  class Matrix {
    constructor(parts = [1, 0, 0, 1, 0, 0]) {
      [this.a, this.b, this.c, this.d, this.e, this.f] = parts;
    }
    multiplySelf() { return this; }
    preMultiplySelf() { return this; }
    invertSelf() { return this; }
    translate() { return this; }
    scale() { return this; }
  }
  const steps = {
    measureText: () => ({ width: 9, actualBoundingBoxAscent: 9, actualBoundingBoxDescent: 2 }),
    getImageData: (_x, _y, width, height) => new Picture(width, height),
    createImageData: (width, height) => new Picture(width, height),
    getTransform: () => new Matrix(),
    createPattern: () => ({ setTransform() {} }),
    createLinearGradient: () => ({ addColorStop() {} }),
    createRadialGradient: () => ({ addColorStop() {} }),
    getLineDash: () => [],
    isPointInPath: () => false,
  };
  class Canvas {
    constructor(width, height) {
      this.sides = [width, height];
      this.hold();
    }
    hold() {
      const bytes = this.sides[0] * this.sides[1] * 4;
      there += bytes - (canvases.get(this) ?? 0);
      canvases.set(this, bytes);
      made(bytes, "");
      took.canvases = Math.max(took.canvases, there);
    }
    get width() { return this.sides[0]; }
    get height() { return this.sides[1]; }
    set width(width) { this.sides[0] = width; } // the height comes with it, and then there is a canvas of that size
    set height(height) { this.sides[1] = height; this.hold(); }
    getContext() {
      return (this.context ??= new Proxy({ canvas: this, filter: "none" }, { get: (own, name) => own[name] ?? steps[name] ?? (() => {}) }));
    }
    transferToImageBitmap() { return {}; }
  }
  Object.assign(globalThis, {
    self: globalThis, OffscreenCanvas: Canvas, ImageData: Picture, DOMMatrix: Matrix, ImageBitmap: class {},
    Path2D: new Proxy(class {}, { construct: () => new Proxy({}, { get: () => () => {} }) }),
    createImageBitmap: async ({ width, height }) => ({ width, height, close() {} }),
  });
  Promise.withResolvers ??= () => {
    const one = {};
    one.promise = new Promise((resolve, reject) => Object.assign(one, { resolve, reject }));
    return one;
  };
  delete globalThis.process; // by which the library would know that this is no browser

  vm.runInThisContext(source);
  const port = {
    postMessage({ opened, drawn, failed, kind, locked, text, short }) {
      if (opened) took.arrays = took.copies = took.most = 0; // the page has an allowance of its own
      say({ opened, drawn, failed, kind, locked, text, short });
      if (opened) this.onmessage({ data: { draw: 1, wide: WIDE } });
    },
  };
  self.onmessage({ data: { port } });
  port.onmessage({ data: { open: new Uint8Array(data) } });
  setInterval(() => say(), 200);
}
