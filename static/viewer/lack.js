// Whether what somebody said of a fault means that memory has run out. The words are those of Python, of WebAssembly and of the browsers'
// engines; "memory" alone is in many others, from `memoryview` to "memory access out of bounds", which are faults.
const WORDS = [
  /^(\w+\.)*_?\w*MemoryError\b/m, // Python's, and numpy's own, at the end of a traceback
  /out of memory/i, // Firefox, Safari; Chromium for a message that cannot be copied
  /allocation (failed|size overflow)|could not allocate|failed to allocate/i, // of a buffer: Chromium, Firefox
  /invalid (typed )?array (buffer )?length|invalid string length/i, // longer than anything can be
  /Memory\.grow|Maximum memory size|Cannot enlarge memory|failed to grow memory/i, // WebAssembly, Emscripten
];

export const lacksMemory = (text) => WORDS.some((words) => words.test(text));
