// Draws curves on millimeter paper. What goes where is computed in the cell (app/cell/sheets.py); here only lines are drawn.
import { take } from "./wire.js";

const MOST = 16e6; // pixels of one canvas: what the smallest browsers (iOS) still grant
const WIDEST = 16000;
const CSS_MM = 96 / 25.4;
let values = new Float32Array(0); // of the document that is open

export const hold = (curves) => (values = curves ?? new Float32Array(0));
take("content", (_, curves) => void hold(curves));

export function plot(canvas, json) {
  const sheet = JSON.parse(json);
  const { width, height } = sheet;
  const most = Math.min(Math.sqrt(MOST / (width * height)), WIDEST / width, WIDEST / height);
  const scale = Math.min(CSS_MM * Math.max(2, devicePixelRatio), most); // pixels of a millimeter
  [canvas.width, canvas.height] = [Math.floor(width * scale), Math.floor(height * scale)];
  [canvas.style.width, canvas.style.height] = [`${width}mm`, `${height}mm`];
  const pen = canvas.getContext("2d", { alpha: false });
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  paper(pen, width, height);
  pen.lineJoin = "round";
  if (sheet.pulse) for (const y of sheet.rows) line(pen, [[3, y], [5, y], [5, y - 10], [10, y - 10], [10, y], [12, y]]);
  for (const curve of sheet.curves) draw(pen, curve);
}

function paper(pen, width, height) {
  pen.fillStyle = "#fffaf7";
  pen.fillRect(0, 0, width, height);
  for (const [every, color, thick] of [[1, "#f6d9d2", 0.1], [5, "#e6a79b", 0.18]]) {
    pen.beginPath();
    for (let x = 0; x <= width; x += every) pen.moveTo(x, 0), pen.lineTo(x, height);
    for (let y = 0; y <= height; y += every) pen.moveTo(0, y), pen.lineTo(width, y);
    [pen.strokeStyle, pen.lineWidth] = [color, thick];
    pen.stroke();
  }
}

function line(pen, points) {
  pen.beginPath();
  points.forEach(([x, y]) => pen.lineTo(x, y));
  [pen.strokeStyle, pen.lineWidth] = ["#39424d", 0.3];
  pen.stroke();
}

function draw(pen, { label, x, y, top, start, count, step }) {
  pen.beginPath();
  let down = false; // the pen; it is lifted where there is no value
  for (let at = 0; at < count; at += 1) {
    const value = values[start + at];
    if (Number.isNaN(value)) down = false;
    else if (down) pen.lineTo(x + at * step, y - value);
    else pen.moveTo(x + at * step, y - value), (down = true);
  }
  [pen.strokeStyle, pen.lineWidth] = ["#11151b", 0.3];
  pen.stroke();
  pen.font = "600 3.2px system-ui, sans-serif";
  pen.lineWidth = 1;
  pen.strokeStyle = "#fffaf7";
  pen.strokeText(label, x + 1, top + 3.2);
  pen.fillStyle = "#11151b";
  pen.fillText(label, x + 1, top + 3.2);
}
