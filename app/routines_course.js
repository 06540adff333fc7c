// The course of a session, pure: where it stands, and what the clock makes of it. The tests load this in Node.

/** Seconds to get ready before a timed step. */
const READY = 5;

/** Where a session stands: step number, seconds spent in it, seconds of work in all, steps worked to their end, whether the clock
 * runs, whether done. */
const begin = () => ({ step: 0, spent: 0, worked: 0, full: [], running: true, done: false });

const add = (numbers, number) => (numbers.includes(number) ? numbers : [...numbers, number]);

/** Time goes on by `seconds`: timed steps follow each other, the rest carried over; a step without a time waits. */
function pass(state, seconds, steps) {
  if (!state.running || state.done) return state;
  let { step, spent, full } = state;
  spent += seconds;
  while (step < steps.length && steps[step].seconds && spent >= READY + steps[step].seconds) {
    spent -= READY + steps[step].seconds;
    full = add(full, step);
    step += 1;
  }
  const done = step >= steps.length;
  return { ...state, step: done ? steps.length - 1 : step, spent: done ? 0 : spent, full, worked: state.worked + seconds, done };
}

/** Go to a step; past the last one the session is done. A step without a time is worked when it is left forwards. */
function go(state, step, steps) {
  const full = step > state.step && !steps[state.step].seconds ? add(state.full, state.step) : state.full;
  return step >= steps.length ? { ...state, full, done: true } : { ...state, full, step: Math.max(0, step), spent: 0 };
}

/** The phase of a rhythm at `seconds`, and how far into it. Null without a rhythm. */
function phaseAt(rhythm, seconds) {
  const round = rhythm.reduce((sum, phase) => sum + phase.seconds, 0);
  if (!round) return null;
  let into = seconds % round;
  for (const [index, phase] of rhythm.entries()) {
    if (into < phase.seconds) return { index, phase, into };
    into -= phase.seconds;
  }
  return { index: 0, phase: rhythm[0], into: 0 };
}

/** How hard the hand presses at a moment, 0 to 1: what the ring and the lit place show. */
function strength(found) {
  const full = { rest: 0, light: 0.45, firm: 1 }[found.phase.strength];
  if (!found.phase.beat || found.phase.strength === "rest") return full * Math.min(1, found.into / 0.8);
  return full * (0.4 + 0.6 * (0.5 - 0.5 * Math.cos((2 * Math.PI * found.into) / found.phase.beat)));
}

/** "1:05" */
const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

/** A text with its {names} filled. */
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

if (typeof element === "undefined") module.exports = { READY, begin, pass, go, phaseAt, strength, minutes, fill };
