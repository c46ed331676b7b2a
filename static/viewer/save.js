// Hands a file to its owner: a download of bytes that are in this page already. Nothing is fetched, and nothing is opened in the page.
import { take } from "./wire.js";

const LATER = 60_000; // milliseconds until the bytes are let go: the browser takes its time to ask where to put them

take("file", (json, bytes) => {
  const { name, mime } = JSON.parse(json);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: mime }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), LATER);
  return false;
});
