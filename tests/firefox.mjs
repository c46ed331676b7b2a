// Starts real Firefox, runs one script with a fresh page in it, and prints the script's answer as JSON.
//     node firefox.mjs NODE_MODULES FIREFOX SCRIPT ARGUMENTS
// The script's default export is called with (page, arguments, browser); it may return a promise. `downloads` among the arguments is
// the folder into which Firefox puts what is saved.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, executablePath, script, given] = process.argv.slice(2);
const { default: puppeteer } = await import(pathToFileURL(createRequire(`${modules}/`).resolve("puppeteer-core")));
const { default: run } = await import(pathToFileURL(script));

// Firefox by itself talks to nobody: what a test counts comes from the page
const { downloads } = JSON.parse(given);
const saving = downloads ? { "browser.download.folderList": 2, "browser.download.dir": downloads, "browser.download.useDownloadDir": true } : {};
const extraPrefsFirefox = { ...saving, "network.captive-portal-service.enabled": false, "network.connectivity-service.enabled": false, "network.prefetch-next": false };
const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true, extraPrefsFirefox });
process.stderr.write(`Firefox is process ${browser.process().pid}\n`); // a group of its own, for whoever has to end it
try {
  const answer = await run(await browser.newPage(), JSON.parse(given), browser);
  process.stdout.write(JSON.stringify(answer ?? null));
} finally {
  await browser.close();
}
