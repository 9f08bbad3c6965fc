// Running totals: by day above the grid, by group beside it.

function countSlots(codes) {
  const byDay = content.days.map(() => 0);
  const byGroup = content.groups.map(() => 0);
  codes.forEach((code, slot) => {
    if (!code) return;
    byDay[dayOf(slot)] += 1;
    byGroup[codesById.get(code).group] += 1;
  });
  return { byDay, byGroup, all: byDay.reduce((sum, slots) => sum + slots, 0) };
}

class Totals {
  constructor(diary) {
    this.diary = diary;
    this.all = make("p", { class: "all-hours" });
    this.compared = make("ul", { class: "compared soft" });
    this.bar = make("div", { class: "bar", "aria-hidden": "true" });
    this.parts = content.groups.map((_, number) => make("span", { "data-group": number }));
    this.bar.append(...this.parts);
    this.cells = [];
    const rows = content.groups.map((group, number) => this.row(group, number));
    const heads = ["Kind of work", "Hours"].map((words) => make("th", { scope: "col" }, words));
    const head = make("thead", { class: "unseen" }, make("tr", {}, ...heads));
    const table = make("table", {}, make("caption", { class: "unseen" }, "Hours by kind of work"), head, make("tbody", {}, ...rows));
    byId("totals").append(this.all, this.compared, this.bar, table);
  }

  row(group, number) {
    const cell = make("td");
    this.cells.push(cell);
    const key = make("span", { class: "key", "data-group": number });
    return make("tr", {}, make("th", { scope: "row" }, key, group.label), cell);
  }

  show() {
    const { byGroup, all } = countSlots(this.diary.codes);
    this.all.replaceChildren(make("b", {}, asHours(hoursOf(all))), all && hoursOf(all) === 1 ? " hour" : " hours");
    byGroup.forEach((slots, number) => {
      this.cells[number].textContent = slots ? asHours(hoursOf(slots)) : "–";
      this.parts[number].style.setProperty("flex-grow", slots);
      this.parts[number].hidden = !slots;
    });
    const lines = content.compared
      .map((id) => [questionsById.get(id), numberOf(this.diary.answers[id])])
      .filter(([, number]) => number !== null)
      .map(([question, number]) => make("li", {}, `${question.label}: ${asHours(number)}`));
    this.compared.replaceChildren(...lines);
  }
}
