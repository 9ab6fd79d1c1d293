// Writing into the text field as a person would: what listens to the field sees it.

/** Put `word` where the cursor is, with a space on each side that needs one. */
export function insertWord(field, word) {
  const start = field.selectionStart ?? field.value.length;
  const end = field.selectionEnd ?? start;
  const before = field.value.slice(0, start);
  const after = field.value.slice(end);
  const left = before && !/\s$/.test(before) ? " " : "";
  const right = after && !/^[\s.,;!?]/.test(after) ? " " : "";
  write(field, before + left + word + right + after, before.length + left.length + word.length);
}

/** Take every `word` out again, with the space before it. */
export function dropWord(field, word) {
  const kept = field.value.split(word).map((part, number) => (number ? part : part.replace(/\s$/, "")));
  write(field, kept.join(""), kept.join("").length);
}

function write(field, text, cursor) {
  const kind = Object.getPrototypeOf(field);
  Object.getOwnPropertyDescriptor(kind, "value").set.call(field, text);
  field.setSelectionRange(cursor, cursor);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** What is typed right behind a mark's name, `[A]`, is a word of its own. */
export function spaced(event) {
  const field = event.target;
  const { selectionStart: at, selectionEnd: end, value } = field;
  if (event.inputType !== "insertText" || at !== end || !/^\w/.test(event.data ?? "") || !/\[\w+\]$/.test(value.slice(0, at))) return;
  write(field, `${value.slice(0, at)} ${value.slice(at)}`, at + 1);
}

/** Have the field hold `text`, ready to be changed. */
export function fillWords(field, text) {
  if (!field) return;
  write(field, text, text.length);
  field.focus();
}
