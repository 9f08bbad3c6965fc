// The diary as a table: one cell a slot, painted one by one. Nothing is built anew when something changes.

const NARROWEST_DAY = 58; // pixels; where days would be narrower, one day is shown at a time

class Grid {
  constructor(frame) {
    this.shown = new Array(slotCount).fill("");
    this.cells = new Array(slotCount);
    this.hours = [];
    this.day = 0;
    this.view = "";
    this.table = make("table", {
      role: "grid",
      id: "grid",
      class: "grid",
      "aria-multiselectable": "true",
      "aria-labelledby": "week-heading",
      "aria-describedby": "grid-help",
    });
    this.body = make("tbody");
    this.table.append(this.head(), this.body);
    this.rows = content.times.map((_, position) => this.row(position));
    this.body.append(...this.rows);
    frame.append(this.table);
    this.folds = this.foldable();
    this.days = this.dayButtons();
    this.showDay(0);
    new ResizeObserver(() => this.fit(frame.clientWidth)).observe(frame);
    this.fit(frame.clientWidth);
  }

  head() {
    const row = make("tr", {}, make("th", { scope: "col", class: "corner" }, make("span", { class: "unseen" }, "Time")));
    content.days.forEach((day) => {
      const hours = make("span", { class: "sum" });
      this.hours.push(hours);
      const name = make("span", { class: "day" }, make("abbr", { title: day.name }, day.short));
      const date = day.date ? make("span", { class: "date" }, day.date) : "";
      row.append(make("th", { scope: "col", class: day.weekend ? "weekend" : "" }, name, date, hours));
    });
    return make("thead", {}, row);
  }

  row(position) {
    const time = content.times[position];
    const whole = time.endsWith(":00");
    const row = make("tr", { class: whole ? "whole" : "" });
    row.append(make("th", { scope: "row", class: "time" }, time));
    content.days.forEach((day, number) => {
      const slot = slotAt(number, position);
      const cell = make("td", { role: "gridcell", tabindex: -1, class: day.weekend ? "slot weekend" : "slot" });
      cell.dataset.slot = slot;
      cell.setAttribute("aria-label", this.label(slot, ""));
      this.cells[slot] = cell;
      row.append(cell);
    });
    return row;
  }

  label(slot, code) {
    const day = content.days.length > 1 ? `${content.days[dayOf(slot)].name} ` : "";
    return `${day}${content.times[positionOf(slot)]}, ${whatIs(code)}`;
  }

  // Show a code in a slot, whether it is the diary's or only what a stroke under way would put there.
  show(slot, code) {
    if (this.shown[slot] === code) return;
    this.shown[slot] = code;
    const cell = this.cells[slot];
    cell.setAttribute("aria-label", this.label(slot, code));
    if (code) {
      cell.dataset.group = codesById.get(code).group;
      cell.replaceChildren(make("b", {}, code), make("span", {}, codesById.get(code).label));
    } else {
      delete cell.dataset.group;
      cell.replaceChildren();
    }
    this.shape(slot);
    if (positionOf(slot) > 0) this.shape(slot - 1);
    if (positionOf(slot) < slotsPerDay - 1) this.shape(slot + 1);
  }

  // Slots of one code that follow one another look like one block.
  shape(slot) {
    const { shown } = this;
    const position = positionOf(slot);
    const like = (other) => shown[slot] !== "" && shown[other] === shown[slot];
    this.cells[slot].classList.toggle("goes-on", position > 0 && like(slot - 1));
    this.cells[slot].classList.toggle("to-go-on", position < slotsPerDay - 1 && like(slot + 1));
  }

  // The rows before and after the usual day are folded away until they are asked for or hold something.
  foldable() {
    const [first, end] = content.usual;
    const folds = [
      { button: byId("earlier"), from: 0, to: first, open: true },
      { button: byId("later"), from: end, to: slotsPerDay, open: true },
    ];
    for (const fold of folds) {
      fold.button.hidden = fold.to === fold.from;
      fold.button.addEventListener("click", () => this.fold(fold, !fold.open));
      if (fold.to > fold.from) this.fold(fold, false);
    }
    return folds;
  }

  fold(fold, open) {
    fold.open = open;
    const period = `${content.times[fold.from]} to ${endTime(fold.to - 1)}`;
    fold.button.textContent = `${open ? "Hide" : "Show"} ${period}`;
    fold.button.setAttribute("aria-expanded", String(open));
    for (let position = fold.from; position < fold.to; position += 1) this.rows[position].hidden = !open;
  }

  reveal(slot) {
    const position = positionOf(slot);
    for (const fold of this.folds) {
      if (!fold.open && position >= fold.from && position < fold.to) this.fold(fold, true);
    }
  }

  dayButtons() {
    const place = byId("days");
    const buttons = content.days.map((day, number) => {
      const face = [make("span", { "aria-hidden": "true" }, day.short), make("span", { class: "sum" })];
      const made = make("button", { type: "button", onclick: () => this.showDay(number) }, ...face);
      place.append(made);
      return made;
    });
    place.classList.toggle("single", content.days.length === 1);
    return buttons;
  }

  showDay(day) {
    for (let position = 0; position < slotsPerDay; position += 1) {
      this.cells[slotAt(this.day, position)].classList.remove("at-hand");
      this.cells[slotAt(day, position)].classList.add("at-hand");
    }
    const heads = this.table.tHead.rows[0].cells;
    heads[this.day + 1].classList.remove("at-hand");
    heads[day + 1].classList.add("at-hand");
    this.day = day;
    this.days.forEach((made, number) => made.setAttribute("aria-pressed", String(number === day)));
  }

  fit(width) {
    const gutter = this.rows[0].cells[0].offsetWidth || 56;
    const view = content.days.length > 1 && (width - gutter) / content.days.length < NARROWEST_DAY ? "day" : "week";
    if (view === this.view) return;
    this.view = view;
    byId("workbench").dataset.view = view;
  }

  showHours(slotsByDay) {
    slotsByDay.forEach((slots, day) => {
      const hours = asHours(hoursOf(slots));
      this.hours[day].textContent = slots ? `${hours} h` : "";
      this.days[day].lastChild.textContent = slots ? hours : "\u00a0";
      this.days[day].setAttribute("aria-label", `${content.days[day].name}, ${someHours(hoursOf(slots))}`);
    });
  }

  slotAtPoint(x, y) {
    const found = document.elementFromPoint(x, y)?.closest("td[data-slot]");
    return found && this.body.contains(found) ? Number(found.dataset.slot) : null;
  }
}

// All slots of the rectangle that two slots span, as on a sheet.
function spanned(one, other) {
  const days = [dayOf(one), dayOf(other)].sort((a, b) => a - b);
  const positions = [positionOf(one), positionOf(other)].sort((a, b) => a - b);
  const slots = [];
  for (let day = days[0]; day <= days[1]; day += 1) {
    for (let position = positions[0]; position <= positions[1]; position += 1) slots.push(slotAt(day, position));
  }
  return slots;
}

// "Monday 09:00 to 11:30" or "Monday to Friday, 13:00 to 13:30".
function nameOf(slots) {
  const [first, last] = [slots[0], slots[slots.length - 1]];
  const times = `${content.times[positionOf(first)]} to ${endTime(positionOf(last))}`;
  if (content.days.length === 1) return times;
  const names = [content.days[dayOf(first)].name, content.days[dayOf(last)].name];
  return names[0] === names[1] ? `${names[0]} ${times}` : `${names[0]} to ${names[1]}, ${times}`;
}
