// The step of a routine that runs in the tab Routines, told here too: its player says where it stands, and its buttons obey.

/** Call `tell(step)` whenever the player's step or clock changes, with null when none runs. */
export function followRoutine(tell) {
  document.addEventListener("locator-step", ({ detail }) => tell(detail));
}

/** Press a button of the player: "back", "pause" or "next". */
export const press = (name) => document.querySelector(`#routines-player .player .${name}`)?.click();
