// Decodes JPEG XL by jxl-oxide, which shares no code with libjxl: FILE.jxl becomes FILE.jxl.png.
//     node oxide.mjs FOLDER_OF_THE_PACKAGE FILE…
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, ...files] = process.argv.slice(2);
const { default: init, JxlImage } = await import(pathToFileURL(`${folder}/jxl_oxide_wasm.js`));
await init({ module_or_path: readFileSync(`${folder}/jxl_oxide_wasm_bg.wasm`) });
for (const file of files) {
  const image = new JxlImage();
  image.feedBytes(new Uint8Array(readFileSync(file)));
  image.tryInit();
  writeFileSync(`${file}.png`, image.render().encodeToPng());
  image.free();
}
