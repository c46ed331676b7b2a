// What every decoder does: by its port come the bare code streams of single frames, and back go bare samples.
// `codecs`: name -> makes, once it is asked for, the function that decodes one.
export function serve(codecs) {
  const ready = {};
  self.onmessage = ({ data: { compiled, jobs } }) => {
    jobs.onmessage = async ({ data: { number, codec, data } }) => {
      try {
        const decode = await (ready[codec] ??= codecs[codec](compiled));
        const found = decode(data);
        jobs.postMessage({ number, ...found }, [(found.pixels ?? found.bytes).buffer]);
      } catch {
        delete ready[codec]; // after a failure within the codec its state is unknown: the next frame gets a fresh one
        jobs.postMessage({ number });
      }
    };
    jobs.postMessage({ up: true });
  };
}

// One frame by one of cornerstone's codecs, all of which have the same face.
export function frame(Decoder, data) {
  // A new one for each frame: one that was used gives the picture before, without a word, where OpenJPEG refuses a damaged stream.
  const decoder = new Decoder();
  try {
    decoder.getEncodedBuffer(data.length).set(data);
    decoder.decode();
    if (decoder.getLastErrorMessage?.()) throw new Error(decoder.getLastErrorMessage()); // OpenJPH notes what went wrong, and goes on
    const { width, height, bitsPerSample, componentCount } = decoder.getFrameInfo();
    const pixels = decoder.getDecodedBuffer().slice();
    return { rows: height, columns: width, samples: componentCount, bits: bitsPerSample, pixels };
  } finally {
    decoder.delete();
  }
}
