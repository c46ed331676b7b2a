// A decoder: a worker beside the cell that has a codec or two and no Python, under `default-src 'none'; script-src 'wasm-unsafe-eval'`.
// By its port come the bare code streams of single frames, and back go bare samples; what they mean only the cell knows.
// The libraries are those that the cell decodes with itself, CharLS and OpenJPEG, here as their own small programs.
// Before there is a cell, one of these unpacks the program for it: the page's side of that is static/unpack.js.
import "./bare.js"; // before all else
import charls from "@cornerstonejs/codec-charls/decodewasmjs";
import openjpeg from "@cornerstonejs/codec-openjpeg/decodewasmjs";
import brotli, { decompress } from "brotli-dec-wasm/web";

const CODECS = {
  jpegls: () => picture(charls, "JpegLSDecoder", "charls.wasm"),
  jpeg2000: () => picture(openjpeg, "J2KDecoder", "openjpeg.wasm"),
  brotli: archive,
};
const ready = {}; // codec -> what decodes it, once it has been asked for
let programs; // file -> WebAssembly.Module, checked and compiled by the page

async function picture(make, name, file) {
  const instantiateWasm = (imports, done) => (WebAssembly.instantiate(programs[file], imports).then(done), {});
  const program = await make({ instantiateWasm, print() {}, printErr() {} });
  return (data) => {
    // A new one for each frame: one that was used gives the picture before, without a word, where OpenJPEG refuses a damaged stream.
    const decoder = new program[name]();
    try {
      decoder.getEncodedBuffer(data.length).set(data);
      decoder.decode();
      const { width, height, bitsPerSample, componentCount } = decoder.getFrameInfo();
      const pixels = decoder.getDecodedBuffer().slice();
      return { rows: height, columns: width, samples: componentCount, bits: bitsPerSample, pixels };
    } finally {
      decoder.delete();
    }
  };
}

async function archive() {
  await brotli({ module_or_path: programs["brotli.wasm"] });
  return (data) => ({ bytes: decompress(data) });
}

self.onmessage = ({ data: { compiled, jobs } }) => {
  programs = compiled;
  jobs.onmessage = async ({ data: { number, codec, data } }) => {
    try {
      const decode = await (ready[codec] ??= CODECS[codec]());
      const found = decode(data);
      jobs.postMessage({ number, ...found }, [(found.pixels ?? found.bytes).buffer]);
    } catch {
      delete ready[codec]; // after a failure within the codec its state is unknown: the next frame gets a fresh one
      jobs.postMessage({ number });
    }
  };
  jobs.postMessage({ up: true });
};
