// The keys of the review. They act while the tab is seen and nobody types, and can be switched off.

export const KEYS = {
  a: ["accept", (review) => review.decisions.take("accept")],
  c: ["correct", (review) => review.correct()],
  r: ["reject", (review) => review.decisions.take("reject")],
  s: ["skip", (review) => review.decisions.take("skip")],
  u: ["undo", (review) => review.decisions.undo()],
  n: ["next", (review) => review.next()],
  p: ["back", (review) => review.back()],
  z: ["fit", (review) => review.stage.lens.fit()],
  "+": ["closer", (review) => review.stage.lens.zoom(1.4)],
  "-": ["farther", (review) => review.stage.lens.zoom(1 / 1.4)],
  1: ["layer.points", (review) => review.view.toggle("points")],
  2: ["layer.zones", (review) => review.view.toggle("zones")],
  3: ["layer.landmarks", (review) => review.view.toggle("landmarks")],
  4: ["layer.outline", (review) => review.view.toggle("outline")],
  "?": ["help", (review) => review.view.help()],
};

/** What a key means; nothing where somebody types, where it is a shortcut of the browser's, or when the tab is not seen. */
export function act(review, event) {
  if (!(review.now || review.going) || !review.root.getClientRects().length || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const { target } = event;
  if (target !== document.body && !review.root.contains(target)) return;
  if (event.key === "Escape" && review.stage.selected) {
    event.preventDefault();
    review.select(0, null);
    review.stage.svg.focus({ preventScroll: true });
    return;
  }
  if (target.closest?.("input:not([type=checkbox]), textarea, select, dialog") || !review.view.keysOn) return;
  const key = KEYS[event.key === "=" ? "+" : event.key.toLowerCase()];
  if (!key || event.repeat) return;
  event.preventDefault();
  key[1](review);
}
