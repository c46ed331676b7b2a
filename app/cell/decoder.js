// A decoder: a worker beside the cell that has a codec or two and no Python, under `default-src 'none'; script-src 'wasm-unsafe-eval'`.
// By its port come the bare code streams of single frames, and back go bare samples; what they mean only the cell knows.
// The libraries are those that the cell decodes with itself, CharLS and OpenJPEG, here as their own small programs.
import charls from "@cornerstonejs/codec-charls/decodewasmjs";
import openjpeg from "@cornerstonejs/codec-openjpeg/decodewasmjs";

const CODECS = {
  jpegls: { make: charls, name: "JpegLSDecoder", file: "charls.wasm" },
  jpeg2000: { make: openjpeg, name: "J2KDecoder", file: "openjpeg.wasm" },
};
const ready = {}; // codec -> its decoder, once it has been asked for
let programs; // file -> WebAssembly.Module, checked and compiled by the page

function load({ make, name, file }) {
  const instantiateWasm = (imports, done) => (WebAssembly.instantiate(programs[file], imports).then(done), {});
  return make({ instantiateWasm, print() {}, printErr() {} }).then((program) => new program[name]());
}

async function decode(codec, data) {
  const decoder = await (ready[codec] ??= load(CODECS[codec]));
  decoder.getEncodedBuffer(data.length).set(data);
  decoder.decode();
  const { width, height, bitsPerSample, componentCount } = decoder.getFrameInfo();
  const pixels = decoder.getDecodedBuffer().slice();
  return { rows: height, columns: width, samples: componentCount, bits: bitsPerSample, pixels };
}

self.onmessage = ({ data: { compiled, jobs } }) => {
  programs = compiled;
  jobs.onmessage = async ({ data: { number, codec, data } }) => {
    try {
      const frame = await decode(codec, data);
      jobs.postMessage({ number, ...frame }, [frame.pixels.buffer]);
    } catch {
      delete ready[codec]; // after a failure within the codec its state is unknown: the next frame gets a fresh one
      jobs.postMessage({ number });
    }
  };
  jobs.postMessage({ up: true });
};
