// What the page asks of its own server (app/review_routes.py).

import { ask as post, read } from "../../live/files/ask.js";

const ROOT = new URL("review/", document.baseURI);

/** JSON there and back; an error is the server's one sentence. */
export const ask = (name, asked) => post(ROOT, name, asked);

/** Words and names in a language, whether a set is open, and who has logged in. */
export async function factsIn(lang) {
  const facts = await read(await fetch(new URL(`facts?lang=${lang}`, ROOT)));
  const says = new Map(facts.landmarks.map((one) => [one.name, one.says]));
  return { ...facts, called: (name) => says.get(name) ?? name };
}

/** Where a photo of the set is; `whole` with all its pixels. */
export function photoOf(name, whole = false) {
  const url = new URL("photo", ROOT);
  url.searchParams.set("name", name);
  if (whole) url.searchParams.set("whole", "");
  return url.href;
}

/** Fetch a picture, so that it can be shown at once; whether it is one. */
export async function fetched(url) {
  const picture = new Image();
  picture.src = url;
  return picture.decode().then(() => true, () => false);
}

/** By how much `photoOf` reduces a photo whose longer side has `longest` pixels, as locator.images.open_image does. */
export function reduction(longest, enough) {
  let factor = 1;
  while (factor < 8 && Math.floor(longest / (2 * factor)) >= enough) factor *= 2;
  return factor;
}
