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
const outcome = byId("outcome");

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
  outcome.textContent = "";
});

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input[type=text], input[type=date], select")) return; // a field undoes its own typing
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return;
  event.preventDefault();
  if (key === "y" || event.shiftKey) actions.redo();
  else actions.undo();
});

function download(blob, name) {
  const address = URL.createObjectURL(blob);
  const anchor = make("a", { href: address, download: name, hidden: true });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  keeping.saved();
  outcome.textContent = `Saved as ${name}, most likely in your downloads. Now attach it to an e-mail.`;
}

byId("save-file").addEventListener("click", () => {
  const text = `${JSON.stringify(recordOf(diary), null, 1)}\n`;
  download(new Blob([text], { type: "application/json" }), fileName(diary, ".json"));
});

byId("save-workbook").addEventListener("click", async () => {
  try {
    download(await filledWorkbook(diary), fileName(diary, ".xlsx"));
  } catch (error) {
    outcome.textContent = `This browser can't make the workbook (${error.message}). Save the file to send back instead.`;
  }
});

byId("open-file").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  event.target.value = "";
  if (file) outcome.textContent = openRecord(await file.text(), file.name);
});

// Takes up a file saved earlier; returns what became of it.
function openRecord(text, name) {
  let record = null;
  try {
    record = JSON.parse(text);
  } catch {
    record = null;
  }
  const why = refusal(record);
  if (why) return `${name} was not opened. ${why}`;
  const { codes, answers, particulars, fields, strange } = fromRecord(record);
  diary.replace(codes, answers, particulars, `${name} opened`, fields);
  brush.learn(diary.codes);
  const left = strange.length ? ` It holds what this form has no place for: ${strange.slice(0, 5).join("; ")}.` : "";
  return `${name} is opened. Undo brings back what was here before.${left}`;
}

byId("clear-all").addEventListener("click", () => {
  if (diary.isEmpty) return;
  const none = new Array(slotCount).fill("");
  const particulars = { respondent: content.respondent, week_beginning: content.week, agency: content.agency };
  diary.replace(none, {}, particulars, "Form emptied");
  outcome.textContent = "The form is empty. Undo, above the diary, brings everything back.";
});

if (keeping.resume()) brush.learn(diary.codes);
else diary.resume(diary.codes, diary.answers, diary.particulars, diary.fields);
keeping.begin();
