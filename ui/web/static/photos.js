// Which photos this browser opened: tickets, the newest first, in one list for all of its tabs; and the order in which this
// page's were chosen, however long each is on its way.

const KEPT = "scenewright-photos";
const MOST = 40;
/** The oldest go first. */
const OPENER = "#head input[type=file]";
const NUMBER = /;chosen=(\d+)$/;
/** At the end of a file's type, which is what Gradio still knows of it when it is uploaded. */

let count = 0;

function tickets() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT));
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

const put = (given, place, what) => given.map((one, at) => (at === place ? what : one));

/** What an event is given, with the list as it is now in the place where this tab's own stands. */
export function known(given, place) {
  return put(given, place, tickets());
}

/** The same for one that opens a photo, with the number of the choice; a file was counted when it was chosen. */
export function chosen(given, place) {
  const [, number] = NUMBER.exec(given[0]?.mime_type) ?? [];
  return put(given, place, { given: tickets(), chosen: Number(number ?? ++count) });
}

/** The photo that is shown comes to the front, behind it what is new; what other tabs put there stays. */
export function keep([newest, ...others]) {
  const kept = tickets();
  const added = others.filter((one) => !kept.includes(one));
  if (newest) localStorage.setItem(KEPT, JSON.stringify([...new Set([newest, ...added, ...kept])].slice(0, MOST)));
}

document.addEventListener(
  "change",
  ({ target }) => {
    if (!target.matches?.(OPENER)) return;
    const numbered = new DataTransfer();
    for (const file of target.files) {
      const type = `${file.type || "application/octet-stream"};chosen=${++count}`;
      numbered.items.add(new File([file], file.name, { type }));
    }
    target.files = numbered.files;
  },
  true,
);
