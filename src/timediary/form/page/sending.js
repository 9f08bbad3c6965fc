// Saving what was entered as a file, and taking up a file saved earlier.

const HOW_BACK = content.days.length ? "Undo, above the diary, brings" : "The button beside brings";

class Sending {
  // `opened()` is called when a file was taken up.
  constructor(diary, keeping, opened = () => {}) {
    Object.assign(this, { diary, keeping, opened });
    byId("save-file").addEventListener("click", () => {
      const text = `${JSON.stringify(recordOf(diary), null, 1)}\n`;
      this.download(new Blob([text], { type: "application/json" }), fileName(diary, ".json"));
    });
    byId("save-workbook").addEventListener("click", () => this.saveWorkbook());
    byId("open-file").addEventListener("change", async (event) => {
      const [file] = event.target.files;
      event.target.value = "";
      if (file) this.tell(this.open(await file.text(), file.name));
    });
    byId("clear-all").addEventListener("click", () => this.clear());
  }

  tell(words) {
    byId("outcome").textContent = words;
  }

  download(blob, name) {
    const address = URL.createObjectURL(blob);
    const anchor = make("a", { href: address, download: name, hidden: true });
    document.body.append(anchor);
    anchor.click();
    anchor.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    this.keeping.saved();
    this.tell(`Saved as ${name}, most likely in your downloads. Now attach it to an e-mail.`);
  }

  async saveWorkbook() {
    try {
      this.download(await filledWorkbook(this.diary), fileName(this.diary, ".xlsx"));
    } catch (error) {
      this.tell(`This browser can't make the workbook (${error.message}). Save the file to send back instead.`);
    }
  }

  // Takes up a file saved earlier; returns what became of it.
  open(text, name) {
    let record = null;
    try {
      record = JSON.parse(text);
    } catch {
      record = null;
    }
    const why = refusal(record);
    if (why) return `${name} was not opened. ${why}`;
    const { codes, answers, particulars, fields, strange } = fromRecord(record);
    this.diary.replace(codes, answers, particulars, `${name} opened`, fields);
    this.opened();
    const left = strange.length ? ` It holds what this form has no place for: ${strange.slice(0, 5).join("; ")}.` : "";
    const back = content.days.length ? "Undo brings" : HOW_BACK;
    return `${name} is opened. ${back} back what was here before.${left}`;
  }

  clear() {
    if (this.diary.isEmpty) return;
    const none = new Array(slotCount).fill("");
    const particulars = { respondent: content.respondent, week_beginning: content.week, agency: content.agency };
    this.diary.replace(none, {}, particulars, "Form emptied");
    this.tell(`The form is empty. ${HOW_BACK} everything back.`);
  }
}
