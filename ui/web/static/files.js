// Files that are dropped on an element, or pasted, go where chosen ones go.

/** `opener` finds the file input that opens photos. */
export function takeFiles(element, opener) {
  const over = (event, on) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    element.classList.toggle("over", on);
  };
  element.addEventListener("dragover", (event) => over(event, true));
  element.addEventListener("dragleave", (event) => over(event, false));
  element.addEventListener("drop", (event) => {
    over(event, false);
    openFiles(event.dataTransfer, opener);
  });
}

/** Open the first file of what was dropped or pasted; whether there was one. */
export function openFiles(data, opener) {
  const input = document.querySelector(opener);
  if (!input || !data?.files.length) return false;
  const first = new DataTransfer();
  first.items.add(data.files[0]);
  input.files = first.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}
