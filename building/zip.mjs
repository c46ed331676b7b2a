// node zip.mjs NODE_MODULES TREE OUT: all files below TREE in one ZIP that says nothing about when, where and by whom it was made.
// fflate deflates, not zlib: the versions of zlib that are around do not all give the same bytes.
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, sep } from "node:path";

const [modules, tree, out] = process.argv.slice(2);
const { zipSync } = createRequire(join(modules, "here.js"))("fflate");

const EPOCH = new Date(1980, 0, 1); // as local time, which is what a ZIP holds
const mode = (name) => (name.endsWith("/start.py") ? 0o100755 : 0o100644);
const names = readdirSync(tree, { recursive: true }).filter((name) => statSync(join(tree, name)).isFile());
const entries = names.map((name) => [name.split(sep).join("/"), readFileSync(join(tree, name))]).sort(([one], [other]) => (one < other ? -1 : 1));
const level = (name) => (/\.(brotli|png)$/.test(name) ? 0 : 6); // what is packed already is stored
const files = entries.map(([name, data]) => [name, [data, { level: level(name), mtime: EPOCH, os: 3, attrs: mode(name) * 0x10000 }]]);
writeFileSync(out, zipSync(Object.fromEntries(files)));
