// The questions. An answer that looks odd is remarked on, gently; it is kept all the same.

const MOST_BUTTONS = 7; // answers of which one is chosen; more of them come in a list that drops down

class Questionnaire {
  constructor(diary) {
    this.diary = diary;
    this.shown = new Map();
    this.sums = [];
    content.sections.forEach((section, number) => {
      byId(section.withDiary ? "diary-questions" : "other-questions").append(this.section(section, number));
    });
    this.particulars();
    byId("questions").hidden = content.sections.every((section) => section.withDiary);
  }

  section(section, number) {
    const heading = make("h3", { id: `section-${number}` }, section.heading);
    const help = section.help ? make("p", { class: "soft" }, section.help) : "";
    const asked = section.questions.map((question) => {
      if (question.estimate === null) return this.question(question);
      const estimate = content.estimates[question.estimate];
      return question.id === estimate.questions[0] ? this.estimate(estimate, `estimate-${question.estimate}`) : "";
    });
    return make("div", { class: "questions", role: "group", "aria-labelledby": heading.id }, heading, help, ...asked);
  }

  // Parts of one whole, line by line, with what they add up to.
  estimate(estimate, id) {
    const sum = make("p", { class: "sum-of-parts", id: `${id}-sum` });
    const remark = make("p", { class: "gentle" });
    this.sums.push({ estimate, sum, remark });
    const help = estimate.help ? make("p", { class: "help", id: `${id}-help` }, estimate.help) : "";
    const lines = estimate.questions.map((name) => this.question(questionsById.get(name)));
    const described = [estimate.help ? `${id}-help` : "", sum.id].join(" ").trim();
    const attributes = { class: "question estimate", id, "aria-describedby": described };
    return make("fieldset", attributes, make("legend", {}, estimate.wording), help, ...lines, sum, remark);
  }

  question(question) {
    const id = `question-${question.id}`;
    const shown = { remark: make("p", { class: "gentle", id: `${id}-remark` }) };
    const described = [question.help ? `${id}-help` : "", shown.remark.id].join(" ").trim();
    const help = question.help ? make("p", { class: "help", id: `${id}-help` }, question.help) : "";
    const isChosen = ["level", "rating"].includes(question.kind);
    const oneOf = isChosen && question.levels.length <= MOST_BUTTONS;
    const several = question.kind === "multiple";
    this.shown.set(question.id, shown);
    if (oneOf || several) {
      const choices = this.choices(question, id, shown, several ? "checkbox" : "radio");
      const legend = make("legend", {}, question.wording);
      const attributes = { class: `question ${choices.className}`, id, tabindex: -1, "aria-describedby": described };
      return make("fieldset", attributes, legend, help, ...choices.elements, shown.remark);
    }
    const field = isChosen ? this.dropDown(question, shown) : this.typed(question, shown);
    field.id = id;
    field.setAttribute("aria-describedby", described);
    return make("div", { class: "question" }, make("label", { for: id }, question.wording), help, field, shown.remark);
  }

  choices(question, id, shown, type) {
    const boxes = question.levels.map((level) => make("input", { type, name: id, value: level.id }));
    const labels = boxes.map((box, n) => make("label", { class: "choice" }, box, make("span", {}, question.levels[n].label)));
    const answer = () => {
      const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
      this.answered(question, type === "radio" ? chosen[0] ?? "" : chosen);
    };
    for (const box of boxes) box.addEventListener("change", answer);
    const withdraw = button("Take the answer back", () => {
      for (const box of boxes) box.checked = false;
      answer();
      boxes[0].focus();
    }, { class: "plain withdraw", hidden: true, "aria-label": `Take the answer back: ${question.wording}` });
    shown.show = (value) => {
      const chosen = [value ?? []].flat();
      for (const box of boxes) box.checked = chosen.includes(box.value);
      withdraw.hidden = type !== "radio" || !chosen.length;
    };
    const scale = question.kind === "rating" ? "scale" : "";
    const className = question.levels.length > MOST_BUTTONS ? "many" : scale;
    return { elements: [make("div", { class: "choices" }, ...labels), withdraw], className };
  }

  dropDown(question, shown) {
    const field = make("select", {}, make("option", { value: "" }, "No answer"));
    for (const level of question.levels) field.append(make("option", { value: level.id }, level.label));
    field.addEventListener("change", () => this.answered(question, field.value));
    shown.show = (value) => { field.value = value ?? ""; };
    return field;
  }

  typed(question, shown) {
    const number = question.kind === "number";
    const field = question.kind === "words"
      ? make("textarea", { rows: 5, autocomplete: "off" })
      : make("input", { type: "text", autocomplete: "off", inputmode: number ? "decimal" : null });
    field.classList.toggle("number", number);
    field.addEventListener("input", () => this.answered(question, field.value.trim(), false));
    field.addEventListener("change", () => say(shown.remark.textContent || this.sumAloud(question)));
    shown.show = (value) => {
      if (document.activeElement !== field) field.value = value ?? "";
    };
    return field;
  }

  // What the lines add up to of which a question is one, for those who don't see it.
  sumAloud(question) {
    if (question.estimate === null) return "";
    const { said, remark } = sumOf(content.estimates[question.estimate], this.diary.answers);
    return [said, remark].filter(Boolean).join(". ");
  }

  answered(question, value, aloud = true) {
    this.diary.answer(question.id, value);
    const { remark } = this.shown.get(question.id);
    if (aloud && remark.textContent) say(remark.textContent);
  }

  // What the form does not say of itself, the respondent does.
  particulars() {
    const asked = [
      ["respondent", "Your number, as you were given it", "text"],
      ["agency", "Your agency", "text"],
      ["week_beginning", content.when, "date"],
    ].filter(([id]) => content.head.includes(id))
      .filter(([id]) => !{ respondent: content.respondent, agency: content.agency, week_beginning: content.week }[id]);
    this.fields = asked.map(([id, words, type]) => {
      const field = make("input", { type, id: `particular-${id}`, autocomplete: "off" });
      field.addEventListener("input", () => this.diary.name(id, field.value.trim()));
      byId("particulars").append(make("p", { class: "field" }, make("label", { for: field.id }, words), field));
      return [id, field];
    });
    byId("particulars").hidden = !asked.length;
  }

  show() {
    for (const question of questions) {
      const { show, remark } = this.shown.get(question.id);
      const value = this.diary.answers[question.id];
      show(value);
      remark.textContent = remarkOn(question, value);
    }
    for (const { estimate, sum, remark } of this.sums) {
      const found = sumOf(estimate, this.diary.answers);
      sum.textContent = found.said;
      remark.textContent = found.remark;
    }
    for (const [id, field] of this.fields) {
      if (document.activeElement !== field) field.value = this.diary.particulars[id] ?? "";
    }
  }
}

// What looks odd about an answer, in a sentence; empty if nothing does.
function remarkOn(question, value) {
  if (value === undefined) return "";
  if (question.kind === "multiple") {
    const most = question.most;
    return most && value.length > most ? `You ticked ${value.length}, more than can be counted. Please leave some out.` : "";
  }
  if (question.kind !== "number") return "";
  const number = numberGiven(question, value);
  const { minimum, maximum } = question;
  if (number === null) return "Please give a number, such as 37.5.";
  if (minimum !== null && number < minimum) return `Is this right? It is less than ${minimum}.`;
  if (maximum !== null && number > maximum) return `Is this right? It is more than ${maximum}.`;
  return "";
}

// What the lines of an estimate add up to, in words, and a remark where the study doesn't take that for 100.
function sumOf(estimate, answers) {
  const numbers = estimate.questions.map((id) => numberGiven(questionsById.get(id), answers[id])).filter((number) => number !== null);
  if (!numbers.length) return { said: "", remark: "" };
  const sum = Math.round(numbers.reduce((all, number) => all + number, 0) * 1e6) / 1e6;
  const beyond = sum < estimate.low || sum > estimate.high;
  return { said: `${content.together}: ${sum}`, remark: beyond ? estimate.remark : "" };
}
