// window.openmyscan: for testers and scripts. It reads and drives what is on screen; it cannot send anything anywhere.
// It appears when the core is up; `ready` tells when the page began to take files, which is long before.
import { whenReady } from "./cell.js";
import { oms } from "./oms.js";
import { ask, next } from "./wire.js";

const ready = performance.now();

const { exports, canvas } = oms;
const state = () => JSON.parse(exports.state?.() ?? "{}");
const shown = () => ({ stack: state().stack, index: state().index });
const active = () => exports.active?.() ?? 1;

async function loaded() {
  for (;;) {
    const { progress, stack, pictures } = state();
    if (progress && !progress.reading && (!stack || pictures?.settled)) return; // all is held, or as much as memory has room for
    // To ask for the state costs the page more than to hear these; of the many that come while all goes on none is an end.
    let told;
    do told = await Promise.race([next("progress"), next("loaded"), next("trouble")]);
    while (told.reading || told.settled === false);
  }
}

const something = () => {
  if (!state().stack) throw new Error("No picture is shown.");
};

const automation = {
  version: document.documentElement.dataset.version,
  ready,
  input: "#folder-input",
  state,
  loaded,
  views: () => JSON.parse(exports.views?.() ?? "[]"),
  layout: (name) => exports.layout(name),
  activate: (view) => exports.activate(view),
  canvas: (view = active()) => canvas(view),
  async values() {
    something();
    const { rows, columns, samples, pixels } = await ask("values", shown(), "values");
    return { shape: samples > 1 ? [rows, columns, samples] : [rows, columns], data: pixels };
  },
  step: (by) => exports.step(by),
  wl: (center, width) => exports.wl(center, width),
  async check() {
    something();
    return (await ask("check", { stack: state().stack }, "sum")).sum;
  },
};

whenReady.then(() => (window.openmyscan = automation));
