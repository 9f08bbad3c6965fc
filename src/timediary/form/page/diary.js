// What the respondent has entered: a code (or nothing) in each slot, the answers, and the steps that led there. In a form of
// questions alone there are no slots.

const MOST_STEPS = 500;

// Nothing noted in any slot.
const nothingNoted = () => Object.fromEntries(content.fields.map((field) => [field.id, new Array(slotCount).fill("")]));

class Diary {
  constructor() {
    this.codes = new Array(slotCount).fill("");
    this.fields = nothingNoted();
    this.answers = {};
    this.particulars = { respondent: content.respondent, week_beginning: content.week, agency: content.agency };
    this.done = [];
    this.undone = [];
    this.listeners = [];
  }

  // `listener({slots, answers})` is called after each change: which slots changed, and whether answers did.
  listen(listener) {
    this.listeners.push(listener);
  }

  // Put codes into slots, as one step; returns how many slots it changed.
  put(entries, what) {
    const changes = [...entries].filter(([slot, code]) => this.codes[slot] !== code);
    if (changes.length) this.take({ what, changes: changes.map(([slot, code]) => [slot, this.codes[slot], code]) });
    return changes.length;
  }

  // Put another diary and other answers in place of these, as one step.
  replace(codes, answers, particulars, what, fields = nothingNoted()) {
    const changes = codes.map((code, slot) => [slot, this.codes[slot], code]).filter(([, old, code]) => old !== code);
    const before = { answers: this.answers, particulars: this.particulars, fields: this.fields };
    this.take({ what, changes, before, after: { answers, particulars, fields } });
  }

  answer(id, value) {
    const answers = { ...this.answers };
    if (value === "" || value === undefined || (Array.isArray(value) && !value.length)) delete answers[id];
    else answers[id] = value;
    this.answers = answers;
    this.tell([], true);
  }

  // Note something beside the activity of some slots: a code, several codes, or nothing.
  note(field, slots, value) {
    const noted = [...this.fields[field]];
    for (const slot of slots) noted[slot] = value;
    this.fields = { ...this.fields, [field]: noted };
    this.tell([], true);
  }

  name(particular, value) {
    this.particulars = { ...this.particulars, [particular]: value };
    this.tell([], true);
  }

  undo() {
    const step = this.done.pop();
    if (!step) return null;
    this.undone.push(step);
    this.restore(step, 1, step.before);
    return step.what;
  }

  redo() {
    const step = this.undone.pop();
    if (!step) return null;
    this.done.push(step);
    this.restore(step, 2, step.after);
    return step.what;
  }

  // What was kept by the browser, without a step: nobody wants to undo their own yesterday.
  resume(codes, answers, particulars, fields) {
    const all = codes.map((_, slot) => slot);
    Object.assign(this, { codes, answers, particulars, fields, done: [], undone: [] });
    this.tell(all, true);
  }

  get isEmpty() {
    return !Object.keys(this.answers).length && this.codes.every((code) => !code);
  }

  take(step) {
    this.done.push(step);
    if (this.done.length > MOST_STEPS) this.done.shift();
    this.undone = [];
    this.restore(step, 2, step.after);
  }

  restore(step, which, state) {
    for (const change of step.changes) this.codes[change[0]] = change[which];
    if (state) Object.assign(this, state);
    this.tell(step.changes.map(([slot]) => slot), Boolean(state));
  }

  tell(slots, answers) {
    for (const listener of this.listeners) listener({ slots, answers });
  }
}
