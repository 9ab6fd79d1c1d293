// What somebody who looks at the page would find wrong with it: text that is too pale or cut off, what has no name or no words for
// it (controls, links, tabs, the canvas, pictures), controls too small for a finger, and a page that is wider than its window. `fingers`: whether it is used with them.
(fingers) => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const LETTERS = /[\p{L}\p{N}]/u;
  const wrong = [];
  const found = (what, element, more) => {
    const name = element.id ? `#${element.id}` : `${element.tagName.toLowerCase()}.${[...element.classList].join(".")}`;
    const within = element.parentElement?.closest("[id]")?.id ?? "";
    wrong.push(`${what}: ${within && `#${within} `}${name} “${(element.innerText || element.title || "").trim().slice(0, 40)}” ${more}`);
  };

  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((value, i) => value * a + below[i] * (1 - a));
  /** The colour behind an element, null where it is a picture or a gradient. */
  function behind(element) {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none") return null;
      const layer = rgba(style.backgroundColor);
      if (layer[3]) layers.push(layer);
      if (layer[3] === 1) break;
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
  }
  const luminance = (color) => {
    const [r, g, b] = color.slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };

  const seen = (element) => {
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    return box.right > 0 && box.left < innerWidth && !element.closest(".visually-hidden, .unseen");
  };
  /** Whether a button's own words reach beyond it. */
  const sticksOut = (button) => {
    const edge = button.getBoundingClientRect();
    const texts = document.createTreeWalker(button, NodeFilter.SHOW_TEXT);
    const words = document.createRange();
    while (texts.nextNode()) {
      if (!LETTERS.test(texts.currentNode.textContent)) continue;
      words.selectNodeContents(texts.currentNode);
      if ([...words.getClientRects()].some((box) => box.width && box.right > edge.right + 1)) return true;
    }
    return false;
  };
  const idle = (element) => element.closest(":disabled, .undone, [aria-disabled=true]");

  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !seen(element) || idle(element) || element.closest("svg, option, style, script")) continue;
    const style = getComputedStyle(element);
    const ground = behind(element);
    const size = parseFloat(style.fontSize);
    const sign = !LETTERS.test(element.textContent);
    const least = sign || size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const contrast = ground && ratio(over(rgba(style.color), ground), ground);
    if (contrast && contrast < least) found("pale", element, contrast.toFixed(2));
    const cut = style.overflowX !== "visible" && style.textOverflow !== "ellipsis" && element.scrollWidth > element.clientWidth + 1;
    if (cut && style.overflowX === "hidden") found("cut off", element, `${element.scrollWidth} > ${element.clientWidth}`);
  }

  /** What an element is called, as far as it is known from itself and from what is inside of it. */
  const called = (element, label = null) => {
    const inside = [...element.querySelectorAll("[aria-label], img[alt]")].map((one) => one.getAttribute("aria-label") || one.alt);
    return [element.getAttribute("aria-label"), element.title, element.innerText?.trim(), label?.innerText?.trim(), ...inside].find(Boolean);
  };
  for (const shown of document.querySelectorAll("canvas, a[href], [role=tab], [role=dialog], [role=tablist] > *, [tabindex='0'], img")) {
    if (!seen(shown) || shown.closest("[aria-hidden=true]")) continue;
    const picture = shown.tagName === "IMG";
    // No words are right for a picture that adds nothing to the words around it.
    if (picture && shown.getAttribute("alt") === "" && shown.closest("button, a, label")?.innerText.trim()) continue;
    if (!called(shown) && !shown.alt?.trim()) found(picture ? "without words for it" : "without a name", shown, shown.getAttribute("role") ?? "");
  }

  for (const control of document.querySelectorAll("button, input, select, textarea, summary, [role=slider]")) {
    if (!seen(control)) continue;
    const label = control.labels?.[0] ?? control.closest("label");
    const name = called(control, label);
    if (!name && control.type !== "file") found("without a name", control, control.type ?? "");
    const taken = control.matches("[type=checkbox], [type=radio]") ? label : control.closest("[data-testid=dropdown], .wrap");
    const box = (taken ?? control).getBoundingClientRect();
    if (control.tagName === "BUTTON" && sticksOut(control)) found("cut off", control, "");
    if (fingers && !idle(control) && Math.min(box.width, box.height) < 28 && control.type !== "file")
      found("small", control, `${Math.round(box.width)}×${Math.round(box.height)}`);
  }

  if (document.documentElement.scrollWidth > innerWidth) wrong.push(`the page is ${document.documentElement.scrollWidth} wide`);
  return wrong;
};
