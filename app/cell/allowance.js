// What the room for PDF documents may take of this computer's memory. A document of two kilobytes can announce gigabytes: a picture, a
// font, a canvas in a canvas. Nothing here can be told before it is unpacked, so what is taken is counted where all of it is made, before
// it is made: typed arrays, canvases, pictures that the browser decodes, memory of WebAssembly. What goes beyond is refused with an error
// that the library takes for a damaged part, and `exceeded` tells that it was something else.
// This module comes before all others: they find these constructors and no others.

const AT_ONCE = 160 << 20; // bytes of one array or canvas: 40 million points in color
const LEAST = 400e6; // bytes for one page, however small the document is
const MOST = 1000e6; // and however large
const FOR_EACH = 300; // bytes more for each byte of the document
const MOST_GROWN = 640 << 20; // bytes of one memory of WebAssembly, which never shrinks
const EACH = 200; // bytes more that each of them costs: a mesh makes an array of three bytes for each of millions of corners, and objects beside it

let [left, whole] = [LEAST, LEAST];
export let exceeded = false;

// Begin with a page: all that the last one took is garbage by now, or in caches of the library that have bounds of their own.
export function begin(size) {
  if (size !== undefined) whole = Math.min(LEAST + FOR_EACH * size, MOST);
  [left, exceeded] = [whole, false];
}

export class Exceeded extends Error {
  name = "Exceeded";
}

export function take(bytes) {
  if (!(bytes > 0)) return;
  if (bytes > AT_ONCE || bytes + EACH > left) {
    exceeded = true;
    throw new Exceeded("more memory than a document gets");
  }
  left -= bytes + EACH;
}

export function give(bytes) {
  if (bytes > 0) left = Math.min(left + bytes, whole);
}

function counted(name, bytes) {
  const plain = globalThis[name];
  if (!plain) return;
  globalThis[name] = new Proxy(plain, {
    construct(target, args, as) {
      take(bytes(args, target));
      return Reflect.construct(target, args, as === globalThis[name] ? target : as);
    },
  });
}

const ofArray = ([first], { BYTES_PER_ELEMENT: each }) =>
  typeof first === "number" ? first * each : first instanceof ArrayBuffer || first === undefined || first === null ? 0 : (first.length ?? 0) * each;
for (const kind of ["Int8", "Uint8", "Uint8Clamped", "Int16", "Uint16", "Int32", "Uint32", "Float16", "Float32", "Float64", "BigInt64", "BigUint64"]) {
  counted(`${kind}Array`, ofArray);
}
counted("ArrayBuffer", ([length]) => Number(length) || 0);
counted("ImageData", ([first, second]) => (typeof first === "number" ? first * second * 4 : 0));
counted("OffscreenCanvas", ([width, height]) => width * height * 4);
counted("ImageDecoder", ([{ data, desiredWidth, desiredHeight }]) => (desiredWidth ? desiredWidth * desiredHeight : points(data)) * 4);

// The points of a JPEG by its frame header (ITU-T T.81 B.2.2), whatever the document says of it.
function points(data) {
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  let most = 0;
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; ) {
    const mark = bytes[at + 1];
    if (mark === 0xda) break;
    if (mark >= 0xc0 && mark <= 0xcf && mark !== 0xc4 && mark !== 0xc8 && mark !== 0xcc) {
      most = Math.max(most, ((bytes[at + 5] << 8) | bytes[at + 6]) * ((bytes[at + 7] << 8) | bytes[at + 8]));
    }
    at += 2 + ((bytes[at + 2] << 8) | bytes[at + 3]);
  }
  return most;
}

// Programs of WebAssembly (JPEG 2000, JBIG2) grow by this; one that is refused gives up its picture.
const grow = WebAssembly.Memory.prototype.grow;
WebAssembly.Memory.prototype.grow = function (pages) {
  take(this.buffer.byteLength + pages * 65536 > MOST_GROWN ? Infinity : pages * 65536);
  return grow.call(this, pages);
};

// These unpack without asking what becomes of it; the library has ways of its own, which ask.
delete globalThis.DecompressionStream;
