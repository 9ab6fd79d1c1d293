// Keys for the whole page: undo and redo, unless a text with something in it has the focus.

const press = (id) => document.querySelector(`#${id}:not([disabled])`)?.click();

function writing(target) {
  return target instanceof Element && target.matches("input, textarea, [contenteditable]") && Boolean(target.value);
}

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "z" || writing(event.target)) return;
  event.preventDefault();
  press(event.shiftKey ? "redo" : "undo");
});
