// What was done, kept in the browser alone.

/** The log in `root`, which speaks by `t`: `note(session, state)` adds an entry, `show(message)` shows the list. */
function logIn(root, t) {
  // The log: {routine, name, at, seconds, done, steps}, the newest last.
  const log = () => { const kept = store.get("locator-log", []); return Array.isArray(kept) ? kept : []; };
  const note = (session, state) => {
    if (!state.full.length) return; // leafed through, not done
    const entry = { routine: session.routine, name: session.name, at: new Date().toISOString(), seconds: Math.round(state.worked), done: state.full.length, steps: session.steps.length };
    store.set("locator-log", [...log(), entry].slice(-500));
  };
  const save = () => {
    const file = new Blob([JSON.stringify(log(), null, 1)], { type: "application/json" });
    const link = make("a", { href: URL.createObjectURL(file), download: "locator-log.json" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  function show(message = "") {
    const entries = log().reverse();
    const row = (entry) => make("tr", {},
      make("td", {}, new Date(entry.at).toLocaleString(document.documentElement.lang || undefined, { dateStyle: "medium", timeStyle: "short" })),
      make("td", {}, String(entry.name)), make("td", {}, `${entry.done}/${entry.steps}`), make("td", {}, String(Math.max(1, Math.round(entry.seconds / 60)))));
    const head = make("tr", {}, ...["date", "routine", "steps", "minutes"].map((name) => make("th", { scope: "col" }, t(`log.${name}`))));
    const table = make("table", {}, make("thead", {}, head), make("tbody", {}, ...entries.slice(0, 50).map(row)));
    const clear = () => { if (confirm(t("log.sure"))) { store.set("locator-log", []); show(t("log.cleared")); root.querySelector(".log summary").focus(); } };
    const open = root.querySelector(".log")?.open ?? false;
    root.replaceChildren(make("details", { class: "log", open },
      make("summary", {}, `${t("log.title")} (${entries.length})`),
      make("p", { class: "small" }, t("log.note")),
      entries.length ? table : make("p", {}, t("log.empty")),
      entries.length ? make("div", { class: "row" },
        make("button", { type: "button", class: "export", onclick: save }, t("log.export")),
        make("button", { type: "button", class: "clear", onclick: clear }, t("log.clear"))) : null,
      make("p", { class: "small", role: "status" }, message)));
  }
  return { note, show };
}
