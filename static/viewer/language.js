// The language of the page. Each has an address of its own (/, /de …), so that the first words need no script; what page and cell say
// later comes as one file. What a person chose is kept as one word (PRIVACY.md names it); else the browser's languages decide.
import { choose, chosen } from "./choices.js";
import { speak } from "../say.js";

const here = document.documentElement.lang;
let taken;
export const spoken = new Promise((done) => (taken = done)); // the text of the file; "" for English, which is in the program

const address = (language) => (language === "en" ? "/" : `/${language}`);

// Whether the page is left for that in the language of this person. An address that names a language is taken at its word.
export function elsewhere(languages) {
  if (here !== "en") return false;
  const there = ["en", ...Object.keys(languages)];
  const wanted = [chosen("language"), ...navigator.languages].filter(Boolean).map((wish) => there.find((one) => one === wish) ?? there.find((one) => one === wish.split("-")[0]));
  const language = wanted.find(Boolean) ?? "en";
  if (language !== here) location.replace(address(language));
  return language !== here;
}

export async function take(languages) {
  if (here === "en") return taken("");
  const { url, integrity } = languages[here];
  // Where it does not come the program speaks English; the page around it stays as it is.
  const text = await fetch(url, { integrity }).then((answer) => answer.text(), () => "");
  if (text) speak(JSON.parse(text));
  taken(text);
}

document.querySelectorAll("[data-language]").forEach((link) => {
  link.toggleAttribute("aria-current", link.dataset.language === here);
  link.addEventListener("click", () => choose("language", link.dataset.language));
});
