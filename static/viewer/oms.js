// window.oms: what the page's Python uses of the page's own scripts, and what it gives them in `exports`.
import { fresh } from "./cell.js";
import { choose, chosen } from "./choices.js";
import { hold, plot } from "./curves.js";
import { cancel } from "./handover.js";
import { forgetInside, showFilm, showLeaves } from "./helpers.js";
import { offerSample, pickFiles, pickFolder, whenInstead } from "./intake.js";
import * as leaves from "./leaves.js";
import { attach, canvasOf, detach, lay } from "./paint.js";
import "./save.js";
import { release, want } from "./thumbnails.js";
import { asked } from "./together.js";
import { listen, notify, send } from "./wire.js";

export const oms = (window.oms = {
  exports: {},
  send(name, json) {
    if (name === "cancel") cancel();
    if (name === "draw") asked(JSON.parse(json).view);
    send(name, json);
  },
  on: listen,
  canvas: canvasOf,
  attach,
  detach,
  lay,
  thumbnail: want,
  release,
  chosen,
  choose,
  plot,
  forgetCurves: () => hold(null),
  film: showFilm,
  leaves: {
    open: showLeaves,
    password: leaves.password,
    go: leaves.go,
    scale: leaves.scale,
  },
  forgetInside,
  pickFolder,
  pickFiles,
  sample: () => offerSample(),
  close() {
    delete document.documentElement.dataset.open;
    fresh();
    notify("closed", {});
  },
});

whenInstead(() => oms.close());
