// Puts the parts of a form together that asks questions and has no diary.

const diary = new Diary();
const review = new Review(diary);
const questionnaire = new Questionnaire(diary);
const keeping = new Keeping(diary);
const sending = new Sending(diary, keeping);
const back = byId("bring-back");

back.addEventListener("click", () => {
  const what = diary.undo();
  if (what) sending.tell(`Undone: ${what}.`);
  byId("clear-all").focus();
});

diary.listen(() => {
  questionnaire.show();
  review.show();
  back.hidden = !diary.done.length;
  sending.tell("");
});

if (!keeping.resume()) diary.resume(diary.codes, diary.answers, diary.particulars, diary.fields);
keeping.begin();
