// Sentences of the page's own JavaScript, by the same keys and facts as text/say.py has them.
let spoken = LANGUAGE; // the build writes English here, what this script says of it: it is there before anything else is loaded

export const speak = (language) => (spoken = language);

const written = (value) => (Number.isInteger(value) ? `${Math.abs(value)}`.replace(/\B(?=(\d{3})+$)/g, spoken.group).replace(/^/, value < 0 ? spoken.minus : "") : value);

function form(count) {
  const whole = Math.abs(Math.trunc(count));
  return spoken.plural[whole < 200 ? whole : 100 + (whole % 100)];
}

export const has = (key) => Object.hasOwn(spoken.sentences, key);

// A day in the order and with the names of the language: "31 January 2024".
export function date(year, month, day) {
  const parts = { day, month: spoken.months[month - 1], year };
  return spoken.date.replace(/\{(\w+)\}/g, (_, name) => parts[name]);
}

export function say(key, facts = {}) {
  const known = spoken.sentences[key];
  if (known === undefined) throw new Error(`no sentence has the key ${key}`);
  const sentence = typeof known === "string" ? known : known[form(facts.n)];
  return sentence.replace(/\{(\w+)\}/g, (_, name) => written(facts[name]));
}
