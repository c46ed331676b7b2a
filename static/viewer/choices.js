// What a person chose, kept in this browser as one word each (PRIVACY.md names them), and only while it is not as it comes.
// In JavaScript, because a browser that keeps nothing throws as soon as it is asked for its storage, which MicroPython does not survive.
const name = (choice) => `openmyscan.${choice}`;

// The word; null where there is none, or the browser keeps nothing.
export function chosen(choice) {
  try {
    return localStorage.getItem(name(choice));
  } catch {
    return null;
  }
}

// No word takes the choice away. Where the browser keeps nothing it holds until the page is left.
export function choose(choice, word) {
  try {
    if (word) localStorage.setItem(name(choice), word);
    else localStorage.removeItem(name(choice));
  } catch {
    return;
  }
}
