// What the player needs of the browser: to keep, to build, to sound, to stay awake.

/** What the browser keeps: JSON by key. */
const store = {
  get: (key, otherwise) => { try { return JSON.parse(localStorage.getItem(key)) ?? otherwise; } catch { return otherwise; } },
  set: (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* private window */ } },
};

/** An element: make("p", {class: "x"}, "text", child ...); text is never read as HTML. */
const make = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
};

let tone = null, lock = null;

/** A soft bell, made here. */
function bell(pitch) {
  try {
    tone ??= new AudioContext();
    tone.resume();
    const oscillator = tone.createOscillator(), gain = tone.createGain(), now = tone.currentTime;
    oscillator.frequency.value = pitch;
    gain.gain.setValueAtTime(0, now);
    gain.gain.linearRampToValueAtTime(0.12, now + 0.03);
    gain.gain.exponentialRampToValueAtTime(0.0001, now + 1.4);
    oscillator.connect(gain).connect(tone.destination);
    oscillator.start(now);
    oscillator.stop(now + 1.5);
  } catch { /* no sound here */ }
}

/** The screen of a phone stays on while that is wanted. */
async function awake(wanted) {
  try {
    if (wanted && !lock) { lock = await navigator.wakeLock.request("screen"); lock.addEventListener("release", () => { lock = null; }); }
    if (!wanted && lock) { await lock.release(); lock = null; }
  } catch { lock = null; }
}
