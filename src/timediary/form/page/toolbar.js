// What stands above the diary, or on a phone below it: what one paints with, and steps back and forth.

class Toolbar {
  constructor(brush, actions) {
    this.brush = brush;
    this.current = make("button", { type: "button", class: "current", onclick: actions.chooseBrush });
    this.stop = this.tool("close", "Stop painting", () => brush.drop());
    this.rubber = this.tool("rubber", "Erase", () => (brush.code === RUBBER ? brush.drop() : brush.take(RUBBER)));
    this.undo = this.tool("undo", "Undo", actions.undo);
    this.redo = this.tool("redo", "Redo", actions.redo);
    for (const known of [this.stop, this.undo, this.redo]) known.classList.add("known"); // by its drawing alone
    const copy = this.tool("copy", "Copy a day", actions.copyDay);
    copy.hidden = content.days.length < 2;
    byId("tools").append(this.current, this.stop, this.rubber, this.undo, this.redo, copy);
    brush.listen(() => this.show());
    this.show();
  }

  tool(drawing, words, onclick) {
    const made = make("button", { type: "button", class: "tool", title: words, onclick }, icon(drawing));
    made.append(make("span", { class: "tool-name" }, words));
    return made;
  }

  show() {
    const { code, recent } = this.brush;
    this.rubber.setAttribute("aria-pressed", String(code === RUBBER));
    this.stop.hidden = code === null;
    this.current.replaceChildren(...this.face(code));
    for (const place of document.querySelectorAll(".recent")) this.showRecent(place, code, [...recent].sort(inStudyOrder));
  }

  // The codes used last stand in the palette on a desk and with the tools on a phone; one of the two is seen.
  showRecent(place, current, codes) {
    place.hidden = !codes.length;
    const focused = place.contains(document.activeElement) ? document.activeElement.dataset.code : null;
    place.replaceChildren(...codes.map((code) => this.chip(code, code === current)));
    if (focused) [...place.children].find((chip) => chip.dataset.code === focused)?.focus();
  }

  chip(code, pressed) {
    const chip = make("button", { type: "button", class: "chip", "data-code": code }, plate(code));
    chip.setAttribute("aria-pressed", String(pressed));
    chip.setAttribute("aria-label", `Paint with ${whatIs(code)}`);
    chip.title = codesById.get(code).label;
    chip.addEventListener("click", () => (this.brush.code === code ? this.brush.drop() : this.brush.take(code)));
    return chip;
  }

  face(code) {
    if (code === null) return [make("span", { class: "words" }, "Choose an activity")];
    if (code === RUBBER) return [make("span", { class: "plate blank" }, "–"), make("span", { class: "words" }, "Erasing")];
    return [plate(code), make("span", { class: "words" }, codesById.get(code).label)];
  }

  showSteps(diary) {
    this.undo.disabled = !diary.done.length;
    this.redo.disabled = !diary.undone.length;
  }
}

const codeOrder = [...codesById.keys()];
const inStudyOrder = (one, other) => codeOrder.indexOf(one) - codeOrder.indexOf(other);
