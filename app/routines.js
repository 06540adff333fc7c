// The player of guided sessions: the clock, the ring, the keys. It runs in the browser alone.
// Gradio calls routines_course.js, routines_device.js, routines_log.js and this, one after the other, as one function
// (element, trigger, props, server, upload, watch).

function mount(element, props, watch) {
  const root = element.querySelector(".guide");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const speed = Math.max(0.1, Number(new URLSearchParams(location.search).get("clock")) || 1);
  let words = {}, session = null, known = "", state = null, last = 0, frame = 0, ticker = 0, cue = "";
  let sound = store.get("locator-sound", false) === true;
  const t = (name, values = {}) => fill(words[name] ?? "", values);

  const ring = (pitch) => { if (sound) bell(pitch); };
  const log = logIn(root, t);
  const find = (selector) => root.querySelector(selector);
  const tab = () => document.querySelector("#routines");

  function play() {
    root.replaceChildren(make("section", { class: "player", "aria-label": t("player"), tabindex: "-1" },
      make("header", {},
        make("h2", {}, session.name),
        make("span", { class: "count" }),
        make("button", { type: "button", class: "sound", "aria-pressed": String(sound), onclick: toggleSound }, `♪ ${t("play.sound")}`),
        make("button", { type: "button", class: "quit", onclick: quit }, `✕ ${t("play.quit")}`)),
      make("div", { class: "bar", role: "progressbar", "aria-valuemin": "1", "aria-valuemax": String(session.steps.length) },
        ...session.steps.map(() => make("i"))),
      make("div", { class: "stage" },
        make("div", { class: "pictures" }),
        make("div", { class: "work" },
          make("div", { class: "say", "aria-live": "polite" }),
          make("div", { class: "dial" }),
          make("div", { class: "row controls" },
            make("button", { type: "button", class: "back", onclick: () => move(-1) }, `← ${t("play.back")}`),
            make("span", { class: "glance", "aria-hidden": "true" }),
            make("button", { type: "button", class: "pause", onclick: pause }),
            make("button", { type: "button", class: "next", onclick: () => move(1) }, `${t("play.next")} →`)),
          make("p", { class: "stop" }, t("play.stop")),
          make("div", { class: "cards" }))),
      make("p", { class: "small keys" }, t("play.keys"))));
    find(".dial").innerHTML = `<svg viewBox="-110 -110 220 220" aria-hidden="true"><circle class="groove" r="100"/>
      <circle class="left" r="100" pathLength="1" transform="rotate(-90)"/><circle class="outer" r="86"/>
      <circle class="swell" r="80"/><g class="hand"><circle r="9" cy="-80"/></g></svg>
      <div class="read"><span class="time" role="timer"></span><span class="cue" aria-live="polite"></span></div>`;
    find(".time").setAttribute("aria-label", t("play.left"));
    draw();
  }

  /** Everything that changes with the step. */
  function draw() {
    const step = session.steps[state.step], count = session.steps.length;
    const label = t("play.step", { n: state.step + 1, count });
    find(".count").textContent = label;
    const bar = find(".bar");
    bar.setAttribute("aria-valuenow", String(state.step + 1));
    bar.setAttribute("aria-label", label);
    [...bar.children].forEach((part, index) => { part.className = index < state.step ? "past" : index === state.step ? "now" : ""; });
    const cautions = step.cautions.map((one) => make("p", { class: `caution severity-${one.action}` },
      make("span", { class: "action" }, t(`action.${one.action}`)), " ", make("b", {}, one.name), ` ${one.text}`));
    find(".say").replaceChildren(
      make("h3", {}, step.text),
      ...step.hints.map((hint) => make("p", { class: "hint" }, hint)),
      ...step.elsewhere.map((one) => make("p", { class: "hint" }, one)),
      ...cautions,
      make("p", { class: "small" }, [step.timing, step.pace].filter(Boolean).join(" · ")));
    find(".pictures").replaceChildren(...step.scenes.map(picture), step.why ? make("p", { class: "small" }, step.why) : "");
    find(".stage").classList.toggle("bare", !step.scenes.length);
    find(".dial").classList.toggle("turning", step.rhythm.some((phase) => phase.motion === "circle"));
    find(".cards").replaceChildren(...step.keys.map((key) => {
      const body = make("div", {});
      body.innerHTML = session.cards[key].html; // escaped by locator.cards
      return make("details", {}, make("summary", {}, t("play.card", { name: session.cards[key].name })), body);
    }));
    find(".back").disabled = state.step === 0;
    cue = "";
    paint();
  }

  function picture(scene) {
    const shown = make("figure", { class: scene.picture === "photo" ? "photo" : "drawing" });
    shown.innerHTML = session.pictures[scene.picture]; // SVG of locator.sessions.scenes
    const svg = shown.querySelector("svg");
    if (scene.box) svg.setAttribute("viewBox", scene.box);
    svg.setAttribute("role", "img");
    svg.removeAttribute("aria-hidden");
    svg.setAttribute("aria-label", scene.caption);
    svg.querySelector(".lit").innerHTML = scene.overlay;
    shown.append(make("figcaption", {}, scene.caption));
    return shown;
  }

  /** For whoever shows the step elsewhere: app/live/routine.js. */
  const tell = (detail) => document.dispatchEvent(new CustomEvent("locator-step", { detail }));

  /** Everything that changes with the clock. */
  function paint() {
    const step = session.steps[state.step], work = state.spent - READY;
    const ready = step.seconds && work < 0;
    const at = ready ? 0 : step.seconds ? work : state.spent;
    const found = ready ? null : phaseAt(step.rhythm, at);
    const part = step.seconds ? (ready ? 1 : 1 - work / step.seconds) : 0;
    const press = found ? strength(found) : 0;
    const quiet = still.matches && found ? { rest: 0, light: 0.45, firm: 1 }[found.phase.strength] : press;
    root.style.setProperty("--press", quiet.toFixed(3));
    root.style.setProperty("--part", Math.max(0, part).toFixed(4));
    root.style.setProperty("--turn", found && found.phase.motion === "circle" && !still.matches
      ? `${(-360 * found.into) / found.phase.beat}deg` : "0deg"); // counter-clockwise, as article 001 has it
    find(".time").textContent = ready ? String(Math.ceil(-work)) : minutes(step.seconds ? Math.ceil(step.seconds - work) : at);
    find(".glance").textContent = find(".time").textContent;
    const said = !state.running ? t("play.paused") : ready ? t("play.ready") : found ? found.phase.cue : step.seconds ? "" : t("play.own");
    if (said !== cue) {
      if (cue && found && state.running) ring(found.phase.strength === "rest" ? 392 : found.phase.strength === "light" ? 523 : 659);
      cue = said;
      find(".cue").textContent = said;
    }
    find(".pause").textContent = state.running ? `❚❚ ${t("play.pause")}` : `▶ ${t("play.resume")}`;
    find(".player").classList.toggle("paused", !state.running);
    tell({ keys: step.keys, text: step.text, cautions: step.cautions.map((one) => `${one.name}: ${one.text}`), count: find(".count").textContent,
      time: find(".time").textContent, cue: said, running: state.running, part: Math.max(0, part) });
  }

  /** The clock by timestamps: a tab that sleeps catches up when it wakes. */
  function tick() {
    if (!state || state.done) return;
    const now = performance.now(), before = state.step;
    state = pass(state, ((now - last) / 1000) * speed, session.steps);
    last = now;
    if (state.done) finish();
    else if (state.step !== before) { ring(784); draw(); } else paint();
  }
  const animate = () => { tick(); frame = state && !state.done ? requestAnimationFrame(animate) : 0; };

  function start() {
    state = begin();
    resume();
    tab()?.setAttribute("data-running", "");
    play();
    find(".player").focus({ preventScroll: true });
    root.scrollIntoView({ block: "start", behavior: still.matches ? "auto" : "smooth" });
  }
  function resume() {
    last = performance.now();
    cancelAnimationFrame(frame);
    clearInterval(ticker);
    frame = requestAnimationFrame(animate);
    ticker = setInterval(tick, 500); // frames stop in a hidden tab, this goes on
    awake(state.running);
  }
  function pause() { tick(); if (state.done) return; state = { ...state, running: !state.running }; awake(state.running); paint(); }
  function move(by) {
    tick();
    if (state.done) return;
    state = go(state, state.step + by, session.steps);
    if (state.done) finish(); else draw();
  }
  function toggleSound() {
    sound = !sound;
    store.set("locator-sound", sound);
    find(".sound").setAttribute("aria-pressed", String(sound));
    ring(523);
  }
  function halt() { cancelAnimationFrame(frame); clearInterval(ticker); awake(false); }
  function quit() {
    halt();
    tell(null);
    state = session = null;
    tab()?.removeAttribute("data-running");
    log.show();
    [...document.querySelectorAll("#routines-start, #routines-confirm input")].find((one) => !one.disabled)?.focus();
  }
  function finish() { halt(); tell(null); log.note(session, state); ring(880); farewell(); find("h2").focus(); }
  function farewell() {
    root.replaceChildren(make("section", { class: "player finish", "aria-label": t("player") },
      make("h2", { tabindex: "-1" }, `✓ ${t("finish.title")} · ${session.name}`),
      make("p", {}, t("finish.text", { done: state.full.length, steps: session.steps.length, minutes: Math.max(1, Math.round(state.worked / 60)) })),
      make("p", { class: "small" }, t("finish.note")),
      make("div", { class: "row" },
        make("button", { type: "button", class: "again", onclick: start }, t("finish.again")),
        make("button", { type: "button", class: "other", onclick: quit }, t("finish.other")))));
  }

  function take() {
    let told;
    try { told = JSON.parse(props.value); } catch { return; }
    words = told.words;
    if (told.session && told.session.run !== known) {
      session = told.session;
      known = session.run;
      start();
      return;
    }
    if (session && told.session) session = told.session; // the same one in another language; one that was ended stays so
    if (!state) log.show();
    else if (state.done) farewell();
    else play();
  }

  document.addEventListener("keydown", (event) => {
    if (!state || state.done || !root.isConnected || !root.offsetParent || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.target;
    if (at.matches?.("input, textarea, select, [contenteditable], [role=tab], [role=combobox], [role=listbox]")) return;
    const inside = at.closest?.("button, summary, a") && root.contains(at);
    const act = { " ": inside ? null : pause, ArrowRight: () => move(1), ArrowLeft: () => move(-1), s: toggleSound, Escape: quit }[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  document.addEventListener("visibilitychange", () => { if (state && !state.done && !document.hidden) { tick(); awake(state?.running); } });
  watch("value", take);
  take();
}

mount(element, props, watch);
