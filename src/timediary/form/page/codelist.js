// A list of the activities with a search field: the pattern of a combobox whose list is always open.

// How well a code answers what was typed: 0 best; null if not at all. A label that begins with what was typed goes before
// one with such a word further on: who types "record" means "Recording ...", not "... checking records".
function rankOf(code, words) {
  const typed = words.join("");
  const id = code.id.toLowerCase();
  if (!typed || id === typed) return 0;
  if (id.startsWith(typed)) return 1;
  const label = code.label.toLowerCase();
  const parts = label.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  if (words.every((word) => parts.some((part) => part.startsWith(word)))) return parts[0].startsWith(words[0]) ? 2 : 3;
  const all = `${id} ${label} ${(code.help ?? "").toLowerCase()} ${content.groups[code.group].label.toLowerCase()}`;
  return words.every((word) => all.includes(word)) ? 4 : null;
}

// The codes that answer what was typed, those that answer best first, else in the order of the study.
function search(typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = [...codesById.values()].map((code) => [rankOf(code, words), code]);
  return found.filter(([rank]) => rank !== null).sort((one, other) => one[0] - other[0]).map(([, code]) => code);
}

class CodeList {
  // `onpick(code)` is called with a code, or with the rubber if `rubber` names that choice.
  constructor(name, onpick, rubber = "") {
    Object.assign(this, { name, onpick, rubber, picked: null, active: null });
    this.list = make("ul", {
      role: "listbox", id: `${name}-list`, class: "codes", tabindex: -1, "aria-label": "Activities",
    });
    this.input = make("input", {
      type: "text",
      id: `${name}-search`,
      role: "combobox",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      "aria-expanded": "true",
      "aria-autocomplete": "list",
      "aria-controls": `${name}-list`,
      placeholder: "Search: visit, D1, travel",
    });
    const label = make("label", { for: `${name}-search`, class: "unseen" }, "Search the activities");
    this.field = make("div", { class: "search" }, label, icon("search"), this.input);
    this.none = make("p", { class: "soft", role: "status" });
    this.element = make("div", { class: "code-list" }, this.field, this.none, this.list);
    this.input.addEventListener("input", () => this.fill());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.pick(option);
    });
    this.fill();
  }

  fill() {
    const typed = this.input.value.trim();
    const found = search(typed);
    this.options = [];
    const items = typed ? found.map((code) => this.option(code)) : this.grouped();
    this.list.replaceChildren(...items);
    this.list.hidden = !this.options.length;
    this.none.textContent = found.length ? "" : "No activity is called that.";
    this.activate(typed && this.options.length ? this.options[0] : null);
  }

  grouped() {
    const first = this.rubber ? [this.option({ id: RUBBER, label: this.rubber })] : [];
    const groups = content.groups.map((group, number) => {
      const heading = make("div", { id: `${this.name}-group-${number}`, class: "group-name" }, group.label);
      const codes = make("ul", { role: "group", "aria-labelledby": heading.id });
      codes.append(...group.codes.map((code) => this.option(code)));
      return make("li", { role: "presentation", "data-group": number, class: "code-group" }, heading, codes);
    });
    return [...first, ...groups];
  }

  option(code) {
    const words = make("span", { class: "words" }, make("span", {}, code.label));
    if (code.help) words.append(make("span", { class: "help" }, code.help));
    const mark = code.id === RUBBER ? make("span", { class: "plate blank" }, "–") : plate(code.id);
    const selected = String(code.id === this.picked);
    const option = make("li", { role: "option", "aria-selected": selected, class: "code" }, mark, words);
    option.dataset.code = code.id;
    option.id = `${this.name}-option-${this.options.length}`;
    this.options.push(option);
    return option;
  }

  activate(option) {
    this.active?.classList.remove("active");
    this.active = option;
    option?.classList.add("active");
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
    if (option) bringIntoView(option, this.list);
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.options.length) {
      event.preventDefault();
      const count = this.options.length;
      const now = this.options.indexOf(this.active);
      this.activate(this.options[now < 0 ? (step > 0 ? 0 : count - 1) : (now + step + count) % count]);
    } else if (event.key === "Enter" && this.active) {
      event.preventDefault();
      this.pick(this.active);
    } else if (event.key === "Escape" && this.input.value) {
      event.preventDefault();
      this.reset();
    }
  }

  pick(option) {
    const { code } = option.dataset;
    this.reset();
    this.onpick(code);
  }

  reset(typed = "") {
    this.input.value = typed;
    this.fill();
  }

  // Show which code is the one in use.
  select(code) {
    this.picked = code;
    for (const option of this.options) option.setAttribute("aria-selected", String(option.dataset.code === code));
  }
}

// Scroll the list, and nothing around it.
function bringIntoView(option, list) {
  const [inner, outer] = [option.getBoundingClientRect(), list.getBoundingClientRect()];
  if (inner.top < outer.top) list.scrollTop -= outer.top - inner.top;
  else if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom;
}
