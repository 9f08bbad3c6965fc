// Puts the parts together.

const diary = new Diary();
const brush = new Brush();
const grid = new Grid(byId("frame"));
const marking = new Marking(grid);
const totals = new Totals(diary);
const review = new Review(diary);
const questionnaire = new Questionnaire(diary);
const beside = new Beside(diary);
const keeping = new Keeping(diary);
const chooser = new Chooser();
const copying = new Copying(diary, (what) => say(`${what}.`));
const sending = new Sending(diary, keeping, () => brush.learn(diary.codes));

const actions = {
  fill(slots, code, goOn = false) {
    const what = `${nameOf(slots)}: ${whatIs(code)}`;
    diary.put(slots.map((slot) => [slot, code]), what);
    brush.use(code);
    say(what);
    if (goOn) marking.goOn();
  },

  choose(slots, typed) {
    const current = diary.codes[slots[0]] || null;
    chooser.open(nameOf(slots), {
      typed,
      current,
      onchoose: (code) => actions.fill(slots, code),
      onclose: (chosen) => (chosen ? marking.goOn() : grid.cells[marking.active].focus({ preventScroll: true })),
    });
  },

  chooseBrush() {
    chooser.open("Choose an activity to paint with", {
      current: brush.code,
      onchoose: (code) => brush.take(code),
    });
  },

  undo: () => stepped("Undone", diary.undo()),
  redo: () => stepped("Done again", diary.redo()),
  copyDay: () => copying.open(grid.view === "day" ? grid.day : dayOf(marking.active)),
};

function stepped(words, what) {
  if (what) say(`${words}: ${what}`);
}

const toolbar = new Toolbar(brush, actions);
const palette = new CodeList("palette", (code) => (code === brush.code ? brush.drop() : brush.take(code)));
byId("palette").append(palette.element);
brush.listen(() => palette.select(brush.code));
new Painting(grid, marking, brush, diary, actions);
listenToKeys(grid, marking, brush, actions);

diary.listen(({ slots, answers }) => {
  for (const slot of slots) {
    grid.show(slot, diary.codes[slot]);
    if (diary.codes[slot]) grid.reveal(slot);
  }
  if (slots.length) grid.showHours(countSlots(diary.codes).byDay);
  if (answers) questionnaire.show();
  toolbar.showSteps(diary);
  totals.show();
  beside.show();
  review.show();
  sending.tell("");
});

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input[type=text], input[type=date], textarea, select")) return; // a field undoes its own typing
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return;
  event.preventDefault();
  if (key === "y" || event.shiftKey) actions.redo();
  else actions.undo();
});

if (keeping.resume()) brush.learn(diary.codes);
else diary.resume(diary.codes, diary.answers, diary.particulars, diary.fields);
keeping.begin();
