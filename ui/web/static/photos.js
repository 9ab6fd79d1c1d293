// Which photos this browser opened: tickets, the newest first, in one list for all of its tabs.

const KEPT = "scenewright-photos";
const MOST = 40;
/** The oldest go first. */

function tickets() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT));
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

/** What an event is given, with the list as it is now in the place where this tab's own stands. */
export function known(given, place) {
  return given.map((one, at) => (at === place ? tickets() : one));
}

/** The photo that was opened comes to the front; what other tabs, or the opening of another photo, put there stays. */
export function keep([newest, ...others]) {
  if (newest) localStorage.setItem(KEPT, JSON.stringify([...new Set([newest, ...tickets(), ...others])].slice(0, MOST)));
}
