// The look-up from stored values to RGBA words, where both lie in Pyodide's memory. numpy would first make a number of 32 bits of each value, and takes several
// times as long (viewer/render/rgba.py). Addresses are bytes; the table has an entry for each value that `bytes` bytes can hold.
export const lookerIn = ({ _module }) =>
  function look(values, bytes, table, words, count) {
    const { HEAPU8, HEAPU16, HEAPU32 } = _module; // others, once the memory has grown
    const stored = (bytes === 1 ? HEAPU8 : HEAPU16).subarray(values / bytes, values / bytes + count);
    const grays = HEAPU32.subarray(table / 4, table / 4 + (1 << (8 * bytes)));
    const drawn = HEAPU32.subarray(words / 4, words / 4 + count);
    for (let at = 0; at < count; at++) drawn[at] = grays[stored[at]];
  };
