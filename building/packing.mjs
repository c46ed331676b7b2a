// Packs one file by Brotli.   node packing.mjs PACKAGE QUALITY FILE OUT
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const [folder, quality, file, out] = process.argv.slice(2);
const { compress } = await createRequire(import.meta.url)(folder);
writeFileSync(out, compress(readFileSync(file), { quality: Number(quality) }));
