// A decoder: a worker beside the cell that has a codec or two and no Python, under `default-src 'none'; script-src 'wasm-unsafe-eval'`.
// By its port come the bare code streams of single frames, and back go bare samples; what they mean only the cell knows.
// The libraries are those that the cell decodes with itself, CharLS and OpenJPEG, here as their own small programs.
// Before there is a cell, one of these unpacks the program for it: the page's side of that is static/viewer/unpack.js.
import "./bare.js"; // before all else
import charls from "@cornerstonejs/codec-charls/decodewasmjs";
import openjpeg from "@cornerstonejs/codec-openjpeg/decodewasmjs";
import brotli, { decompress } from "brotli-dec-wasm/web";
import { frame, serve } from "./jobs.js";

// `programs`: file -> WebAssembly.Module, checked and compiled by the page
serve({
  jpegls: (programs) => picture(charls, "JpegLSDecoder", programs["charls.wasm"]),
  jpeg2000: (programs) => picture(openjpeg, "J2KDecoder", programs["openjpeg.wasm"]),
  brotli: archive,
});

async function picture(make, name, compiled) {
  const instantiateWasm = (imports, done) => (WebAssembly.instantiate(compiled, imports).then(done), {});
  const program = await make({ instantiateWasm, print() {}, printErr() {} });
  return (data) => frame(program[name], data);
}

async function archive(programs) {
  await brotli({ module_or_path: programs["brotli.wasm"] });
  return (data) => ({ bytes: decompress(data) });
}
