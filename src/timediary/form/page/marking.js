// Moving about and marking slots with the keyboard: one cell can be reached with Tab, the arrow keys do the rest.

const PAGE_MINUTES = 240;

class Marking {
  constructor(grid) {
    this.grid = grid;
    this.active = slotAt(0, content.usual[0]);
    this.anchor = this.active;
    this.marked = [];
    this.grid.cells[this.active].tabIndex = 0;
    this.grid.table.addEventListener("focusin", (event) => {
      const slot = event.target.closest("td[data-slot]");
      if (!slot) return;
      this.settle(Number(slot.dataset.slot));
      if (!this.marked.includes(this.active)) this.clear();
    });
  }

  get slots() {
    return spanned(this.anchor, this.active);
  }

  // The cell that Tab comes to.
  settle(slot) {
    this.grid.cells[this.active].tabIndex = -1;
    this.active = slot;
    this.grid.cells[slot].tabIndex = 0;
  }

  moveTo(slot, extend = false) {
    const anchor = extend ? this.anchor : slot;
    this.grid.reveal(slot);
    if (this.grid.view === "day" && dayOf(slot) !== this.grid.day) this.grid.showDay(dayOf(slot));
    this.settle(slot);
    this.grid.cells[slot].focus();
    this.mark(anchor, slot);
    if (extend) say(`Marked ${nameOf(this.slots)}`);
  }

  mark(anchor, active) {
    this.clear();
    this.anchor = anchor;
    if (active !== this.active) this.settle(active);
    if (anchor === active) return;
    this.marked = this.slots;
    for (const slot of this.marked) this.grid.cells[slot].setAttribute("aria-selected", "true");
  }

  clear() {
    for (const slot of this.marked) this.grid.cells[slot].removeAttribute("aria-selected");
    this.marked = [];
    this.anchor = this.active;
  }

  // Where a key leads from the active slot; null for a key that does not move.
  target(event) {
    const [day, position] = [dayOf(this.active), positionOf(this.active)];
    const [lastDay, lastPosition] = [content.days.length - 1, slotsPerDay - 1];
    const page = Math.max(1, Math.round(PAGE_MINUTES / content.slotMinutes));
    const to = (newDay, newPosition) =>
      slotAt(Math.min(Math.max(newDay, 0), lastDay), Math.min(Math.max(newPosition, 0), lastPosition));
    switch (event.key) {
      case "ArrowUp": return to(day, position - 1);
      case "ArrowDown": return to(day, position + 1);
      case "ArrowLeft": return to(day - 1, position);
      case "ArrowRight": return to(day + 1, position);
      case "PageUp": return to(day, position - page);
      case "PageDown": return to(day, position + page);
      case "Home": return event.ctrlKey ? to(0, 0) : to(0, position);
      case "End": return event.ctrlKey ? to(lastDay, lastPosition) : to(lastDay, position);
      default: return null;
    }
  }

  // After a code was typed: the slot below, so that one can go on typing.
  goOn() {
    const last = Math.max(this.anchor, this.active);
    const next = positionOf(last) < slotsPerDay - 1 ? last + 1 : last;
    this.clear();
    this.moveTo(next);
  }
}

// The keys that act on what is marked. `actions` are {fill(slots, code), choose(slots, typed), undo(), redo()}.
function listenToKeys(grid, marking, brush, actions) {
  grid.table.addEventListener("keydown", (event) => {
    if (!event.target.closest("td[data-slot]") || event.altKey) return;
    const target = marking.target(event);
    if (target !== null) {
      event.preventDefault();
      marking.moveTo(target, event.shiftKey);
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    const act = actionOf(event.key, marking, brush, actions);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function actionOf(key, marking, brush, actions) {
  const { slots } = marking;
  if (key === "Enter" || key === "F2") return () => actions.choose(slots, "");
  if (key === "Delete" || key === "Backspace") return () => actions.fill(slots, RUBBER);
  if (key === " ") {
    const code = brush.code ?? brush.last;
    return code === null ? () => actions.choose(slots, "") : () => actions.fill(slots, code, true);
  }
  if (key === "Escape") {
    return () => {
      marking.clear();
      brush.drop();
    };
  }
  return key.length === 1 ? () => actions.choose(slots, key) : null;
}
