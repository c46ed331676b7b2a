// What a person does in Firefox: opens files, looks, saves what is inside a document. Run by run_in_firefox.
import { existsSync, readFileSync } from "node:fs";

async function until(condition) {
  for (let look = 0; look < 600; look += 1) {
    const answer = await condition();
    if (answer) return answer;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`this never came true: ${condition}`);
}

const canvas = (page) =>
  page.evaluate(() => {
    const shown = document.querySelector(".canvas");
    const { data } = shown.getContext("2d").getImageData(0, 0, shown.width, shown.height);
    let text = "";
    for (let at = 0; at < data.length; at += 0x8000) text += String.fromCharCode(...data.subarray(at, at + 0x8000));
    return [shown.height, shown.width, btoa(text)];
  });

export default async (page, { url, files, index, downloads, saved }) => {
  await page.goto(url);
  await page.waitForSelector('html[data-core="ready"]', { timeout: 90000 });
  await until(() => page.evaluate(() => !!window.openmyscan));
  await (await page.$("#files-input")).uploadFile(...files);
  await until(() => page.evaluate(() => openmyscan.state().progress?.reading === false));
  await page.evaluate(() => openmyscan.loaded());
  await until(() => page.evaluate(() => document.getElementById("disc-dialog").open)); // there is a letter, too
  await page.keyboard.press("Enter"); // "See the pictures"
  await until(() => page.evaluate(() => !document.querySelector("dialog[open]") && document.activeElement.matches(".viewport")));
  const { index: begun } = await page.evaluate(() => openmyscan.state());
  await page.evaluate((index) => openmyscan.step(index - openmyscan.state().index), index);
  await until(() => page.evaluate(() => openmyscan.state().drawn === openmyscan.state().index));
  const picture = await canvas(page);
  await page.evaluate(() => openmyscan.wl(40, 300));
  await until(() => page.evaluate(() => document.querySelector(".overlay-window").textContent.includes("300")));
  const windowed = await until(async () => ((now) => now[2] !== picture[2] && now)(await canvas(page)));
  await (await page.$("#documents [data-testid=document]")).click();
  const offer = await until(async () => {
    for (const one of await page.$$("[data-testid=save-file]")) if (await one.isVisible()) return one;
    return null;
  });
  await offer.click();
  const file = `${downloads}/${saved}`;
  const data = await until(() => existsSync(file) && readFileSync(file).length > 0 && !existsSync(`${file}.part`) && readFileSync(file).toString("base64"));
  const requests = await page.$eval("[data-testid=status-requests]", (element) => element.textContent);
  return { begun, picture, windowed, data, requests };
};
