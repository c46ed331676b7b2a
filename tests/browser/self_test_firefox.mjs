// The self-test of /verify in Firefox: what it wrote down.
export default async (page, { url }) => {
  await page.goto(`${url}/verify`);
  await (await page.waitForSelector("[data-testid=try]", { visible: true })).click();
  await page.waitForSelector("#verdict[data-verdict]", { timeout: 120000 });
  return page.evaluate(() => ({
    verdict: document.getElementById("verdict").dataset.verdict,
    words: document.getElementById("verdict").textContent,
    lines: [...document.querySelectorAll("#from-page li, #from-cell li, #requests li")].map((line) => [line.dataset.verdict, line.textContent]),
  }));
};
