// The window in which one chooses an activity: for slots that were marked, or to paint with.

class Chooser {
  constructor() {
    this.dialog = byId("chooser");
    this.heading = make("h2", { id: "chooser-heading", tabindex: -1 });
    const close = button("", () => this.dialog.close(), { class: "plain", "aria-label": "Close" });
    close.append(icon("close"));
    this.list = new CodeList("chooser", (code) => this.choose(code), "Nothing: I did not work");
    this.dialog.append(make("div", { class: "dialog-head" }, this.heading, close), this.list.element);
    // The report comes late: the window may be open again by then.
    this.dialog.addEventListener("close", () => this.dialog.open || this.finish(null));
    closeOutside(this.dialog);
  }

  // `onchoose(code)` is called if one is chosen, `onclose()` afterwards in any case.
  open(heading, { onchoose, onclose, typed = "", current = null }) {
    Object.assign(this, { onchoose, onclose });
    this.heading.textContent = heading;
    this.list.picked = current;
    this.list.reset(typed);
    this.dialog.showModal();
    this.list.list.scrollTop = 0;
    // On a touch screen the keyboard would cover the list before anybody wants to type.
    if (matchMedia("(pointer: coarse)").matches && !typed) this.heading.focus();
    else this.list.input.focus();
  }

  choose(code) {
    this.dialog.close();
    this.finish(code);
  }

  // At once, not when the window reports that it is closed: the next key may come before.
  finish(chosen) {
    const { onchoose, onclose } = this;
    Object.assign(this, { onchoose: null, onclose: null });
    if (chosen !== null) onchoose?.(chosen);
    onclose?.(chosen !== null);
  }
}

function closeOutside(dialog) {
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}
