// The window that copies one day to others.

class Copying {
  constructor(diary, onsaid) {
    Object.assign(this, { diary, onsaid, dialog: byId("copying") });
    this.from = make("select", { id: "copy-from" });
    content.days.forEach((day, number) => this.from.append(make("option", { value: number }, day.name)));
    this.targets = content.days.map((day, number) => this.target(day, number));
    this.note = make("p", { class: "gentle", role: "status" });
    const close = button("", () => this.dialog.close(), { class: "plain", "aria-label": "Close" });
    close.append(icon("close"));
    this.dialog.append(
      make("div", { class: "dialog-head" }, make("h2", { id: "copying-heading" }, "Copy a day"), close),
      make("p", { class: "field" }, make("label", { for: "copy-from" }, "Copy all of"), this.from),
      make("fieldset", {}, make("legend", {}, "to"), ...this.targets.map((target) => target.label)),
      this.note,
      make("div", { class: "buttons" }, button("Copy", () => this.copy(), { class: "chief" }),
        button("Cancel", () => this.dialog.close())),
    );
    this.from.addEventListener("change", () => this.show());
    this.dialog.addEventListener("change", () => this.warn());
    closeOutside(this.dialog);
  }

  target(day, number) {
    const box = make("input", { type: "checkbox", value: number });
    return { box, label: make("label", { class: "choice" }, box, make("span", {}, day.name)) };
  }

  open(day) {
    this.from.value = String(day);
    for (const { box } of this.targets) box.checked = false;
    this.show();
    this.warn();
    this.dialog.showModal();
    this.from.focus();
  }

  show() {
    const from = Number(this.from.value);
    this.targets.forEach(({ box, label }, number) => {
      label.hidden = number === from;
      if (number === from) box.checked = false;
    });
  }

  get chosen() {
    return this.targets.filter(({ box }) => box.checked).map(({ box }) => Number(box.value));
  }

  warn() {
    const filled = this.chosen.filter((day) => codesOf(this.diary, day).some(Boolean));
    const names = listed(filled.map((day) => content.days[day].name));
    this.note.textContent = filled.length ? `What you entered for ${names} is replaced. You can undo it.` : "";
  }

  copy() {
    const from = Number(this.from.value);
    const codes = codesOf(this.diary, from);
    const days = this.chosen;
    if (!days.length) {
      this.note.textContent = "Choose at least one day to copy to.";
      return;
    }
    const entries = days.flatMap((day) => codes.map((code, position) => [slotAt(day, position), code]));
    const what = `${content.days[from].name} copied to ${listed(days.map((day) => content.days[day].name))}`;
    this.diary.put(entries, what);
    this.dialog.close();
    this.onsaid(what);
  }
}

const codesOf = (diary, day) => diary.codes.slice(slotAt(day, 0), slotAt(day, slotsPerDay));
