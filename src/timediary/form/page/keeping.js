// Keeps what was entered in this browser, until it is emptied: under the study, the respondent and the week.

class Keeping {
  constructor(diary) {
    Object.assign(this, { diary, changed: false, taking: false, works: true });
    this.key = ["timediary", content.study, content.respondent, content.week].join("|");
    this.said = byId("kept");
  }

  // Take up what was kept before; returns whether there was anything.
  resume() {
    let kept = null;
    try {
      kept = JSON.parse(window.localStorage.getItem(this.key));
      this.try();
    } catch (error) {
      if (error instanceof SyntaxError) kept = null;
      else this.fail();
    }
    if (this.works) this.tell("What you enter is kept in this browser.");
    if (!kept || refusal(kept)) return false;
    this.take(kept);
    this.tell("Everything is as you left it. What you enter is kept in this browser.");
    return true;
  }

  take(kept) {
    const { codes, answers, particulars, fields } = fromRecord(kept);
    this.diary.resume(codes, answers, particulars, fields);
  }

  begin() {
    // At once, because a browser may end a page at any time.
    this.diary.listen(() => this.keep());
    window.addEventListener("storage", (event) => this.elsewhere(event));
    window.addEventListener("beforeunload", (event) => {
      if (!this.works && this.changed) event.preventDefault();
    });
  }

  keep() {
    if (this.taking) return;
    this.changed = true;
    if (!this.works) return;
    try {
      if (this.diary.isEmpty) window.localStorage.removeItem(this.key);
      else window.localStorage.setItem(this.key, JSON.stringify(recordOf(this.diary)));
      this.changed = false;
      this.tell("Everything is kept in this browser.");
    } catch {
      this.fail();
    }
  }

  // The same form in another window: what is entered there shows here, so that neither overwrites the other.
  elsewhere(event) {
    if (event.key !== this.key) return;
    let kept = {};
    try {
      kept = JSON.parse(event.newValue) ?? {};
    } catch {
      return;
    }
    this.taking = true;
    this.take(kept);
    this.taking = false;
    this.tell("Changed in another window, and kept in this browser.");
  }

  try() {
    window.localStorage.setItem(`${this.key}|try`, "");
    window.localStorage.removeItem(`${this.key}|try`);
  }

  fail() {
    this.works = false;
    this.said.classList.add("alert");
    this.tell("This browser does not keep what you enter. Save the file below before you close the page.");
    say(this.said.textContent);
  }

  saved() {
    this.changed = false;
  }

  tell(words) {
    if (this.said.textContent !== words) this.said.textContent = words;
  }
}
