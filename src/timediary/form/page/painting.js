// Painting with a mouse, a pen or a finger: from where one presses to where one lets go, a rectangle.

const EDGE = 48; // pixels from the window's edge within which a stroke scrolls the page
const FASTEST = 14; // pixels a frame

class Painting {
  constructor(grid, marking, brush, diary, actions) {
    Object.assign(this, { grid, marking, brush, diary, actions, stroke: null });
    const { body } = grid;
    body.addEventListener("pointerdown", (event) => this.begin(event));
    body.addEventListener("pointermove", (event) => this.move(event));
    body.addEventListener("pointerup", (event) => this.end(event));
    body.addEventListener("pointercancel", () => this.cancel());
    body.addEventListener("click", (event) => this.touched(event));
    brush.listen(() => grid.table.classList.toggle("painting", brush.code !== null));
  }

  begin(event) {
    const cell = event.target.closest("td[data-slot]");
    if (!cell || event.button !== 0 || this.stroke) return;
    const scrolls = event.pointerType !== "mouse" && this.brush.code === null;
    if (scrolls) return; // a finger without a brush scrolls the page; `touched` sees to a tap
    event.preventDefault();
    this.grid.body.setPointerCapture(event.pointerId);
    const slot = Number(cell.dataset.slot);
    const anchor = event.shiftKey ? this.marking.anchor : slot;
    this.stroke = { anchor, slot: null, painted: [], pointer: event.pointerId, y: event.clientY, x: event.clientX };
    this.reach(slot);
    this.scroll();
  }

  move(event) {
    if (!this.stroke || event.pointerId !== this.stroke.pointer) return;
    this.stroke.x = event.clientX;
    this.stroke.y = event.clientY;
    this.follow();
  }

  follow() {
    const slot = this.grid.slotAtPoint(this.stroke.x, this.stroke.y);
    if (slot !== null && slot !== this.stroke.slot) this.reach(slot);
  }

  // Paint what the stroke now spans, and take back what it no longer does; the diary itself waits for the end.
  reach(slot) {
    const { stroke, grid, brush, diary } = this;
    stroke.slot = slot;
    if (brush.code === null) {
      this.marking.mark(stroke.anchor, slot);
      return;
    }
    const now = spanned(stroke.anchor, slot);
    const kept = new Set(now);
    for (const old of stroke.painted) if (!kept.has(old)) grid.show(old, diary.codes[old]);
    for (const each of now) grid.show(each, brush.code);
    stroke.painted = now;
  }

  end(event) {
    if (!this.stroke || event.pointerId !== this.stroke.pointer) return;
    const { anchor, slot } = this.stroke;
    this.stroke = null;
    const slots = spanned(anchor, slot);
    this.marking.settle(slot);
    this.grid.cells[slot].focus({ preventScroll: true });
    if (this.brush.code === null) {
      this.marking.mark(anchor, slot);
      this.actions.choose(slots, "");
    } else {
      this.marking.clear();
      this.actions.fill(slots, this.brush.code);
      for (const each of slots) this.grid.show(each, this.diary.codes[each]);
    }
  }

  cancel() {
    if (!this.stroke) return;
    for (const slot of this.stroke.painted) this.grid.show(slot, this.diary.codes[slot]);
    this.stroke = null;
    this.marking.clear();
  }

  touched(event) {
    const cell = event.target.closest("td[data-slot]");
    if (!cell || this.brush.code !== null || event.pointerType === "mouse") return;
    const slot = Number(cell.dataset.slot);
    this.marking.moveTo(slot);
    this.actions.choose([slot], "");
  }

  // Near the upper or lower edge of the window a stroke takes the page along.
  scroll() {
    if (!this.stroke) return;
    const { y } = this.stroke;
    const top = this.grid.table.tHead.getBoundingClientRect().bottom;
    const bottom = Math.min(window.innerHeight, toolbarTop());
    const beyond = y < top + EDGE ? y - top - EDGE : Math.max(0, y - bottom + EDGE);
    const sheet = this.grid.body.getBoundingClientRect();
    const more = beyond < 0 ? sheet.top < top : sheet.bottom > bottom;
    if (beyond && more) {
      window.scrollBy({ top: Math.max(-FASTEST, Math.min(FASTEST, beyond / 3)), behavior: "instant" });
      this.follow();
    }
    requestAnimationFrame(() => this.scroll());
  }
}

// Where the tools cover the lower end of the window, as they do on a phone.
function toolbarTop() {
  const bar = document.querySelector(".toolbar").getBoundingClientRect();
  return bar.top > window.innerHeight / 2 ? bar.top : Infinity;
}
