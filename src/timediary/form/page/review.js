// What is still open, said before the form is sent back. Nothing of it keeps anybody from saving.

class Review {
  constructor(diary) {
    this.diary = diary;
    this.place = byId("open-points");
  }

  show() {
    const points = [...(content.days.length ? this.diaryPoints() : []), ...this.answerPoints()];
    const heading = points.length ? "Still open" : "Everything is filled in. Thank you!";
    this.place.replaceChildren(make("h3", {}, heading));
    if (points.length) {
      const note = make("p", { class: "soft" }, "You can send the form back all the same.");
      this.place.append(note, make("ul", { class: "points" }, ...points));
    }
    this.place.classList.toggle("complete", !points.length);
    if (content.days.length) byId("done-week").textContent = someHours(hoursOf(countSlots(this.diary.codes).all));
    const answered = questions.filter((question) => this.diary.answers[question.id] !== undefined).length;
    byId("done-questions").textContent = `${answered} of ${questions.length}`;
  }

  diaryPoints() {
    const points = [];
    const { byDay, all } = countSlots(this.diary.codes);
    const working = content.days.map((_, day) => day).filter((day) => !content.days[day].weekend);
    const empty = working.filter((day) => !byDay[day]);
    if (!all) points.push(make("li", {}, link("#grid-start", "The diary"), " is empty."));
    else if (empty.length) {
      const names = listed(empty.map((day) => content.days[day].name));
      points.push(make("li", {}, link("#grid-start", names), ": no entries. If you did not work then, that is right."));
    }
    const question = questionsById.get(content.reported);
    const reported = question ? numberOf(this.diary.answers[question.id]) : null;
    const recorded = hoursOf(all);
    if (all && reported !== null && Math.abs(recorded - reported) >= content.slotMinutes / 60) {
      const words = `The diary holds ${someHours(recorded)}, but you gave ${asHours(reported)} for `;
      points.push(make("li", {}, words, linkTo(question), "."));
    }
    return points;
  }

  answerPoints() {
    const { answers, particulars } = this.diary;
    const points = questions
      .map((question) => [question, remarkOn(question, answers[question.id])])
      .filter(([, remark]) => remark)
      .map(([question, remark]) => make("li", {}, linkTo(question), `: ${remark}`));
    for (const estimate of content.estimates) {
      const { said, remark } = sumOf(estimate, answers);
      const first = { ...questionsById.get(estimate.questions[0]), wording: estimate.wording };
      if (remark) points.push(make("li", {}, linkTo(first), ` ${said}. ${remark}`));
    }
    if (!particulars.respondent) points.push(make("li", {}, link("#particular-respondent", "Your number"), " is missing."));
    if (content.days.length && !particulars.week_beginning) {
      points.push(make("li", {}, link("#particular-week_beginning", content.when), " is missing."));
    }
    const left = questions.filter((question) => answers[question.id] === undefined);
    if (left.length) {
      const [some, are] = left.length === 1 ? ["One question", "has"] : [`${left.length} questions`, "have"];
      const links = make("ul", { class: "left" }, ...left.map((question) => make("li", {}, linkTo(question))));
      points.push(make("li", {}, make("details", {}, make("summary", {}, `${some} ${are} no answer`), links)));
    }
    return points;
  }
}

const link = (href, words) => make("a", { href }, words);

function linkTo(question) {
  return make("a", {
    href: `#question-${encodeURIComponent(question.id)}`,
    onclick: (event) => {
      event.preventDefault();
      const field = byId(`question-${question.id}`);
      field.scrollIntoView({ block: "center" });
      (field.querySelector("input") ?? field).focus({ preventScroll: true });
    },
  }, question.wording);
}
