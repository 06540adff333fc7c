// What opens beside the desk: the keys, how far reviewers agree, and what to do when two decided at once.

import { make } from "../../live/files/dom.js";
import { difference } from "./edits.js";
import { KEYS } from "./keys.js";

function dialog(root, review, title, ...children) {
  const close = make("button", { type: "button", class: "close", onclick: () => box.close() }, review.t("close"));
  const box = make("dialog", { "aria-label": title, onclose: () => box.remove() }, make("h2", {}, title), ...children, close);
  root.append(box);
  box.showModal();
  return box;
}

export function showHelp(root, review) {
  const { t } = review, row = (key, text) => make("tr", {}, make("th", { scope: "row" }, make("kbd", {}, key)), make("td", {}, text));
  const moves = [["Tab", "help.tab"], ["← ↑ ↓ →", "help.arrows"], ["Shift + ←", "help.shift"], ["Esc", "help.escape"]];
  dialog(root, review, t("help"), make("table", {}, make("tbody", {}, ...Object.entries(KEYS).map(([key, [name]]) => row(key.toUpperCase(), t(`key.${name}`))), ...moves.map(([key, name]) => row(key, t(name))))), make("p", { class: "quiet" }, t("help.pointer")));
}

export async function showAgreement(root, review) {
  const { t, facts } = review;
  let found;
  try { found = await review.agreement(); } catch (error) { return review.view.fail(error.message); }
  const kappa = (value) => (value === null ? t("agreement.undefined") : value.toFixed(2)), percent = (share) => (100 * share).toFixed(2);
  const facts_ = [["pairs", found.pairs], ["feet", found.feet], ["lacking", found.lacking_feet], ["side", kappa(found.side_kappa)], ["view", kappa(found.view_kappa)]];
  const heads = ["landmark", "count", "median", "mean", "left"];
  const rows = Object.entries(found.landmarks).sort(([, a], [, b]) => b.median - a.median);
  return dialog(root, review, t("agreement"), make("p", {}, t(found.pairs ? "agreement.hint" : "agreement.none")),
    ...(found.pairs ? [make("dl", {}, ...facts_.flatMap(([name, value]) => [make("dt", {}, t(`agreement.${name}`)), make("dd", {}, String(value))])),
      make("div", { class: "scrolls", tabindex: "0", role: "region", "aria-label": t("agreement.landmarks") }, make("table", { class: "numbers" }, make("caption", {}, t("agreement.landmarks")), make("thead", {}, make("tr", {}, ...heads.map((name) => make("th", { scope: "col" }, t(`agreement.${name}`))))),
        make("tbody", {}, ...rows.map(([name, one]) => make("tr", {}, make("th", { scope: "row" }, facts.called(name)), make("td", {}, String(one.count)), make("td", {}, percent(one.median)), make("td", {}, percent(one.mean)), make("td", {}, String(one.lacking)))))))] : []));
}

/** Somebody decided while this photo was open here: their decision in words, and the choice. */
export function showConflict(box, clash, mine, review) {
  if (!clash) { box.replaceChildren(); return; }
  const { t, facts } = review, { theirs, decision } = clash, last = theirs.history.filter((one) => !one.undone && !one.blind).at(-1);
  const when = new Date(theirs.at).toLocaleString(facts.lang), { named, apart, farthest } = difference(mine, theirs.record);
  const compare = make("input", { type: "checkbox", onchange: () => review.decisions.compare(compare.checked) });
  const lines = [
    last ? t(`said.${last.decision}`, { by: theirs.by, at: when }) : t("clash.undone", { by: theirs.by, at: when }),
    last?.note ? t("clash.note", { note: last.note }) : null,
    named ? t("clash.named", { feet: theirs.record.feet.map((foot) => `${facts.sides[foot.side]} ${facts.views[foot.view]}`).join(", ") || t("clash.nofoot") }) : null,
    apart ? t("clash.apart", { count: apart, name: facts.called(farthest.name ?? ""), percent: (100 * farthest.share).toFixed(1) }) : t("clash.same"),
  ].filter(Boolean);
  box.replaceChildren(make("h3", {}, `⚠ ${t("clash.title")}`), make("ul", {}, ...lines.map((line) => make("li", {}, line))), make("p", {}, t("clash.kept")),
    make("label", { class: "switch" }, compare, t("clash.compare")),
    make("div", { class: "acts" }, make("button", { type: "button", class: "mine", onclick: () => review.decisions.keepMine() }, t("clash.mine", { decision: t(`verb.${decision}`) })),
      make("button", { type: "button", class: "take", onclick: () => review.decisions.takeTheirs() }, t("clash.theirs"))));
  box.querySelector(".mine").focus();
}
