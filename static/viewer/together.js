// Pictures that were asked for together are seen together, in one frame: what follows each other moves at once, and a frame costs the browser
// more than a picture does. One that keeps the others waiting, because it is decoded first, comes after them.
const LONGEST = 40; // ms

const due = new Set(); // views whose picture was asked for and has not come
const here = []; // [paint, tell] of those that have, while others are due
let timer;

export const asked = (view) => due.add(view);

// Paints the picture of a view and then tells of it, as soon as all others are here. What comes unasked has no `seq`.
export function come({ view, seq }, paint, tell) {
  if (seq) due.delete(view);
  here.push([paint, tell]);
  if (!due.size) show();
  else timer ??= setTimeout(late, LONGEST);
}

// All that are here are painted before the first is told of: more may be asked for then.
export function show() {
  clearTimeout(timer);
  timer = undefined;
  const all = here.splice(0);
  for (const [paint] of all) paint();
  for (const [, tell] of all) tell();
}

// Nobody waits any longer for those that are not here, which may never come: their pane may be gone.
function late() {
  due.clear();
  show();
}

export function forget() {
  clearTimeout(timer);
  timer = undefined;
  due.clear();
  here.length = 0;
}
