// What is noted beside the activities: a line for each stretch of one activity, with a choice for each field.

class Beside {
  constructor(diary) {
    this.diary = diary;
    this.cuts = new Set(); // slots at which somebody parts a stretch
    this.place = byId("beside");
    this.place.hidden = !content.fields.length;
  }

  show() {
    if (!content.fields.length) return;
    const focused = document.activeElement?.closest("#beside") ? document.activeElement.id : "";
    const stretches = this.stretches();
    const heads = ["Time", "Activity", ...content.fields.map((field) => field.label), "Part it at"];
    const head = make("thead", {}, make("tr", {}, ...heads.map((words) => make("th", { scope: "col" }, words))));
    const body = make("tbody", {}, ...stretches.map((slots) => this.row(slots)));
    const help = stretches.length ? "" : make("p", { class: "soft" }, "Fill in the diary first; its lines appear here.");
    const heading = make("h3", { id: "beside-heading" }, "Beside the activities");
    const caption = make("caption", { class: "unseen" }, "What is noted beside each activity");
    const table = stretches.length ? make("div", { class: "scroll" }, make("table", {}, caption, head, body)) : "";
    this.place.replaceChildren(heading, ...[help, table].filter(Boolean));
    if (focused) byId(focused)?.focus({ preventScroll: true });
  }

  // Slots of one day, one activity and the same notes, that follow one another.
  stretches() {
    const { codes, fields } = this.diary;
    const found = [];
    codes.forEach((code, slot) => {
      if (!code) return;
      const before = slot - 1;
      const same = (list) => String(list[before] ?? "") === String(list[slot] ?? "");
      const goesOn = positionOf(slot) > 0 && codes[before] === code && !this.cuts.has(slot)
        && content.fields.every((field) => same(fields[field.id]));
      if (goesOn) found[found.length - 1].push(slot);
      else found.push([slot]);
    });
    return found;
  }

  row(slots) {
    const name = nameOf(slots);
    const cells = content.fields.map((field) => make("td", {}, field.several ? this.ticks(field, slots, name) : this.choice(field, slots, name)));
    const code = this.diary.codes[slots[0]];
    return make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, plate(code), ` ${codesById.get(code).label}`), ...cells, make("td", {}, this.cut(slots, name)));
  }

  choice(field, slots, name) {
    const noted = this.diary.fields[field.id][slots[0]] ?? "";
    const options = field.codes.map((code) => make("option", { value: code.id, selected: code.id === noted }, code.label));
    const onchange = (event) => this.diary.note(field.id, slots, event.target.value);
    const id = `beside-${field.id}-${slots[0]}`;
    return make("select", { id, "aria-label": `${field.label}, ${name}`, onchange }, make("option", { value: "" }, "–"), ...options);
  }

  ticks(field, slots, name) {
    const noted = this.diary.fields[field.id][slots[0]] || [];
    const boxes = field.codes.map((code) => {
      const id = `beside-${field.id}-${slots[0]}-${code.id}`;
      const onchange = () => {
        const ticked = field.codes.filter((other) => byId(`beside-${field.id}-${slots[0]}-${other.id}`).checked);
        this.diary.note(field.id, slots, ticked.length ? ticked.map((other) => other.id) : "");
      };
      return make("label", {}, make("input", { type: "checkbox", id, checked: noted.includes(code.id), onchange }), ` ${code.label}`);
    });
    return make("div", { class: "ticks", role: "group", "aria-label": `${field.label}, ${name}` }, ...boxes);
  }

  // Who changes place amid one activity parts its line in two.
  cut(slots, name) {
    if (slots.length < 2) return "";
    const options = slots.slice(1).map((slot) => make("option", { value: slot }, content.times[positionOf(slot)]));
    const onchange = (event) => {
      if (event.target.value) this.cuts.add(Number(event.target.value));
      this.show();
    };
    return make("select", { id: `part-${slots[0]}`, "aria-label": `Part ${name} at`, onchange }, make("option", { value: "" }, "–"), ...options);
  }
}
