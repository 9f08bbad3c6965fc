// The file that is sent back, and that the browser keeps meanwhile.

// What the respondent entered as a value for JSON; slots and answers in the order of the form.
function recordOf(diary) {
  const entered = {};
  diary.codes.forEach((code, slot) => {
    if (code) entered[content.names[slot]] = code;
  });
  const answers = {};
  for (const question of questions) {
    const value = diary.answers[question.id];
    if (value === undefined) continue;
    answers[question.id] = keptOf(question, value);
  }
  const { respondent, week_beginning, agency } = diary.particulars;
  const { format, version } = content;
  const saved = new Date().toISOString();
  const record = { format, study: content.study, version, saved, respondent };
  for (const name of content.head.slice(1)) record[name] = { week_beginning, agency }[name];
  if (content.asked) record.days_asked = content.asked;
  if (content.fields.length) record.fields = notedIn(diary);
  return content.days.length ? { ...record, diary: entered, answers } : { ...record, answers };
}

// What is noted beside the activities that are there, by field and slot.
function notedIn(diary) {
  const noted = {};
  for (const { id } of content.fields) {
    noted[id] = {};
    diary.codes.forEach((code, slot) => {
      if (code && diary.fields[id][slot]) noted[id][content.names[slot]] = diary.fields[id][slot];
    });
  }
  return noted;
}

// What a record holds, as far as this form has a place for it; `strange` lists what it has none for.
function fromRecord(record) {
  const codes = new Array(slotCount).fill("");
  const answers = {};
  const strange = [];
  for (const [name, code] of Object.entries(record.diary ?? {})) {
    const slot = slotsByName.get(name);
    if (slot !== undefined && codesById.has(code)) codes[slot] = code;
    else strange.push(`${name}: ${code}`);
  }
  for (const [id, value] of Object.entries(record.answers ?? {})) {
    const question = questionsById.get(id);
    const answer = question ? answerFrom(question, value) : undefined;
    if (answer === undefined) strange.push(`${id}: ${value}`);
    else answers[id] = answer;
  }
  const fields = nothingNoted();
  for (const field of content.fields) {
    const known = (id) => field.codes.some((code) => code.id === id);
    for (const [name, value] of Object.entries(record.fields?.[field.id] ?? {})) {
      const slot = slotsByName.get(name);
      const several = [value].flat();
      if (slot === undefined || !several.every(known)) strange.push(`${name} ${field.label}: ${value}`);
      else fields[field.id][slot] = field.several ? several : value;
    }
  }
  const said = (name) => (typeof record[name] === "string" ? record[name] : "");
  const particulars = {
    respondent: content.respondent || said("respondent"),
    week_beginning: content.week || said("week_beginning"),
    agency: content.agency || said("agency"),
  };
  return { codes, answers, particulars, fields, strange };
}

function answerFrom(question, value) {
  const known = (id) => question.levels.some((level) => level.id === id);
  if (question.kind === "level") return known(value) ? value : undefined;
  if (question.kind === "rating") return known(String(value)) ? String(value) : undefined;
  if (question.kind === "multiple") {
    const chosen = [value].flat();
    return chosen.length && chosen.every(known) ? chosen : undefined;
  }
  return ["string", "number"].includes(typeof value) ? String(value) : undefined;
}

// Why a file can't be opened here, in a sentence; empty if it can.
function refusal(record) {
  if (record === null || typeof record !== "object" || record.format !== content.format) {
    return "This is not a file saved from such a form.";
  }
  if (record.study !== content.study) return `This file belongs to another study, '${record.study}'.`;
  if (content.respondent && record.respondent && record.respondent !== content.respondent) {
    return `This file is that of ${record.respondent}; this form is that of ${content.respondent}.`;
  }
  if (content.week && record.week_beginning && record.week_beginning !== content.week) {
    return `This file is for the diary from ${record.week_beginning}; this form is for that from ${content.week}.`;
  }
  return "";
}

// A name for the file, of letters and digits that every file system takes.
function fileName(diary, suffix) {
  const { respondent, week_beginning } = diary.particulars;
  const parts = [content.days.length ? "diary" : "form", respondent, week_beginning].map((part) => part.replace(/[^\p{L}\p{N}.-]+/gu, "_"));
  return parts.filter(Boolean).join("_").slice(0, 100) + suffix;
}
