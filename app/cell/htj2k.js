// A decoder of one codec, under the same policy as decoder.js: OpenJPH, which is several times faster at High-Throughput JPEG 2000 than
// OpenJPEG. It has its program within itself, so that it is loaded when such a series is opened and not before: for that the page, which
// is sealed by then, may start this worker and nothing else. It gets lossless streams only: lossy ones it does not clip.
// Its program is made to refuse a damaged stream (building/openjph.py); as it comes it would draw zeros there, without a word.
import "./bare.js"; // before all else
import openjph from "@cornerstonejs/codec-openjph/wasmjs";
import wasmBinary from "openjph.wasm";
import { frame, serve } from "./jobs.js";

serve({
  async htj2k() {
    const program = await openjph({ wasmBinary, print() {}, printErr() {} });
    return (data) => frame(program.HTJ2KDecoder, data);
  },
});
