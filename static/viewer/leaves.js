// A PDF, leaf after leaf. It is read and drawn in a sealed worker of its own (app/cell/pdf.js); here its pictures are painted as they come,
// only of the leaves that are seen, and over each lies its text, unseen, so that it can be selected and read aloud.
import { notify } from "./wire.js";
import { say } from "../say.js";

const MOST = 2000; // leaves: browsers draw nothing beyond some ten million points of height
const SHARP = 2; // points of a picture for one of the screen, at most
const FLATTEST = 0.05; // of height to width, and of width to height: a leaf of another shape is drawn within this one
const PATIENCE = 20_000; // milliseconds for one leaf
const ZOOMS = [0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4];

let room = null; // the worker
let port, box, scroller, watcher, late;
let leaves = []; // elements
let seen = new Set(); // of numbers, from 1
let drawing = 0; // the number of the leaf that is drawn
let zoom = 1;
let at = 1;

// `element` gets the leaves; it lies in `view`, which scrolls.
export function open(worker, bytes, element, view) {
  close();
  [room, box, scroller] = [worker, element, view];
  const { port1, port2 } = new MessageChannel();
  port = port1;
  port.onmessage = ({ data }) => room === worker && take(data);
  room.onerror = (event) => (event.preventDefault(), broken("fault", String(event.message ?? "")));
  room.postMessage({ port: port2 }, [port2]);
  port.postMessage({ open: bytes }, bytes instanceof Blob ? [] : [bytes.buffer]);
  wait(() => broken("late", ""));
}

export function close() {
  clearTimeout(late);
  room?.terminate();
  port?.close();
  watcher?.disconnect();
  scroller?.removeEventListener("scroll", look);
  [room, port, watcher, scroller, leaves, drawing, zoom, at] = [null, null, null, null, [], 0, 1, 1];
  seen.clear();
}

export function password(word) {
  port?.postMessage({ password: word });
  wait(() => broken("late", ""));
}

export function go(number) {
  leaves[Math.min(Math.max(number, 1), leaves.length) - 1]?.scrollIntoView({ block: "start" });
}

export function scale(steps) {
  if (!leaves.length) return;
  const { scrollLeft, scrollTop, scrollWidth, scrollHeight, clientWidth, clientHeight } = scroller;
  const middle = [(scrollLeft + clientWidth / 2) / scrollWidth, (scrollTop + clientHeight / 2) / scrollHeight];
  zoom = ZOOMS[Math.min(Math.max(ZOOMS.indexOf(zoom) + steps, 0), ZOOMS.length - 1)];
  box.style.setProperty("--zoom", zoom);
  scroller.scrollTo({ left: middle[0] * scroller.scrollWidth - clientWidth / 2, top: middle[1] * scroller.scrollHeight - clientHeight / 2, behavior: "instant" });
  notify("leaf_zoom", { zoom });
  next();
}

function wait(done) {
  clearTimeout(late);
  late = setTimeout(done, PATIENCE);
}

function broken(kind, text) {
  const leaf = drawing;
  close();
  notify("leaf_broken", { kind, text, leaf });
}

// What the room says is heard as something that a hostile document may have made up.
function take({ locked, wrong, opened, drawn, failed, kind, text, picture, width, height, texts, short }) {
  clearTimeout(late);
  if (locked) notify("leaf_locked", { wrong: !!wrong });
  else if (opened) lay(Number(opened) || 0, width, height);
  else if (drawn === drawing && picture instanceof ImageBitmap) paint(drawn, picture, width, height, texts, short);
  else if (failed && failed === drawing) fail(failed, kind);
  else return broken(String(kind ?? ""), String(text ?? ""));
  drawing = locked || opened ? drawing : 0;
  next();
}

function lay(count, width, height) {
  watcher = new IntersectionObserver(watch, { root: scroller, rootMargin: "50% 0px" });
  for (let number = 1; number <= Math.min(count, MOST); number += 1) {
    const leaf = document.createElement("div");
    leaf.className = "leaf";
    leaf.dataset.leaf = number;
    leaf.setAttribute("role", "group");
    leaf.setAttribute("aria-label", say("script.leaf.name", { number }));
    shape(leaf, width, height);
    leaves.push(leaf);
  }
  box.replaceChildren(...leaves);
  box.style.setProperty("--zoom", zoom);
  leaves.forEach((leaf) => watcher.observe(leaf));
  scroller.addEventListener("scroll", look, { passive: true });
  notify("leaf_open", { leaves: leaves.length, count });
}

const sane = (part) => Math.min(Math.max(part || 1, FLATTEST), 1 / FLATTEST);
const shape = (leaf, width, height) => (leaf.style.aspectRatio = String(sane(width / height)));

function watch(entries) {
  for (const { target, isIntersecting } of entries) {
    const number = Number(target.dataset.leaf);
    if (isIntersecting) seen.add(number);
    else if (seen.delete(number)) target.replaceChildren(), delete target.dataset.wide;
  }
  next();
}

// Which leaf is read: the one that a line at a third of the height goes through.
function look() {
  const line = scroller.getBoundingClientRect().top + scroller.clientHeight / 3;
  let [low, high] = [0, leaves.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (leaves[middle].getBoundingClientRect().top <= line) low = middle;
    else high = middle - 1;
  }
  if (low + 1 === at) return;
  at = low + 1;
  notify("leaf_at", { leaf: at });
}

// One leaf after the other, what is read first; each as sharp as it is seen now.
function next() {
  if (drawing || !leaves.length) return;
  const wide = Math.round(leaves[0].clientWidth * Math.min(devicePixelRatio, SHARP));
  const wanted = [...seen].filter((number) => leaves[number - 1].dataset.wide !== String(wide));
  if (!wanted.length || !wide) return;
  drawing = wanted.reduce((best, number) => (Math.abs(number - at) < Math.abs(best - at) ? number : best));
  leaves[drawing - 1].dataset.wide = wide;
  port.postMessage({ draw: drawing, wide });
  wait(() => broken("late", ""));
}

function paint(number, picture, width, height, texts, short) {
  const leaf = leaves[number - 1];
  if (!seen.has(number)) return picture.close(), delete leaf.dataset.wide;
  shape(leaf, width, height);
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  [canvas.width, canvas.height] = [picture.width, picture.height];
  canvas.getContext("bitmaprenderer").transferFromImageBitmap(picture);
  const layer = document.createElement("div");
  layer.className = "leaf-text";
  layer.append(...(Array.isArray(texts) ? texts : []).flatMap(piece));
  leaf.replaceChildren(canvas, layer);
  if (short) leaf.append(said(say("script.leaf.short"), "leaf-short"));
  leaf.dataset.drawn = "true";
}

function piece({ text, x, y, size, angle, stretch, ends }) {
  const span = document.createElement("span");
  span.textContent = String(text);
  [span.style.left, span.style.top, span.style.fontSize] = [`${x * 100}%`, `${y * 100}%`, `${size * 100}cqw`];
  span.style.transform = `rotate(${angle}rad) scaleX(${stretch})`;
  return ends ? [span, document.createElement("br")] : [span];
}

function fail(number, kind) {
  const why = kind === "Exceeded" ? say("script.leaf.large", { number }) : say("script.leaf.damaged", { number });
  leaves[number - 1].replaceChildren(said(why));
}

function said(text, style = "") {
  const note = document.createElement("p");
  [note.textContent, note.className] = [text, style];
  return note;
}
