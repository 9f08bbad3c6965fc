// What the form holds, and small helpers to build the page. Text is only ever set as text, never as markup.

const content = JSON.parse(document.getElementById("content").textContent);
const codesById = new Map();
content.groups.forEach((group, number) => {
  for (const code of group.codes) codesById.set(code.id, { ...code, group: number });
});
const questions = content.sections.flatMap((section) => section.questions);
const questionsById = new Map(questions.map((question) => [question.id, question]));
const slotsPerDay = content.times.length;
const slotCount = content.days.length * slotsPerDay;
const slotsByName = new Map(content.names.map((name, slot) => [name, slot]));

const byId = (id) => document.getElementById(id);

// An element with attributes and children; a child that is a text becomes text, nothing else.
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

function button(words, onclick, attributes = {}) {
  return make("button", { type: "button", onclick, ...attributes }, words);
}

// Drawn by hand on a square of 24; decoration beside words or a label, so screen readers skip it.
const ICONS = {
  undo: "M8 5 4 9l4 4M4 9h9.5a5.5 5.5 0 0 1 0 11H9",
  redo: "m16 5 4 4-4 4m4-4h-9.5a5.5 5.5 0 0 0 0 11H15",
  rubber: "m13 5 6 6-8.5 8.5H7L3.5 16 13 5ZM8.5 10.5l6 6M10.5 19.5H20",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  close: "m6 6 12 12M18 6 6 18",
  search: "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13Zm5 11.5L20 20",
};

function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("class", "icon");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", ICONS[name]);
  drawing.append(path);
  return drawing;
}

// A code as a small coloured plate. The code itself is on it, so that its colour is never all there is.
function plate(code) {
  return make("span", { class: "plate", "data-group": codesById.get(code).group }, code);
}

const dayOf = (slot) => Math.floor(slot / slotsPerDay);
const positionOf = (slot) => slot % slotsPerDay;
const slotAt = (day, position) => day * slotsPerDay + position;
const endTime = (position) => content.times[position + 1] ?? content.lastEnd;

// 7.5, 0.25, 0.17: hours of so many slots, without needless zeros.
const hoursOf = (slots) => (slots * content.slotMinutes) / 60;
const asHours = (hours) => String(Math.round(hours * 100) / 100);
const someHours = (hours) => `${asHours(hours)} ${hours === 1 ? "hour" : "hours"}`;

// A number as people type it, or null: "37.5", "37,5", " 37 ".
function numberOf(text) {
  const typed = String(text ?? "").trim().replace(",", ".");
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(typed) ? Number(typed) : null;
}

// The number that answers a question, or null; percentages may have their sign.
function numberGiven(question, value) {
  return numberOf(question.estimate === null ? value : String(value ?? "").replace(/\s*%\s*$/, ""));
}

// What is kept of an answer: a number where one is asked for and given.
function keptOf(question, value) {
  return ["number", "rating"].includes(question.kind) ? numberGiven(question, value) ?? value : value;
}

function listed(words) {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}

const whatIs = (code) => (code ? `${code} ${codesById.get(code).label}` : "empty");

// Tell those who do not see the page what has happened. The same words twice are said twice.
function say(words) {
  const place = byId("said");
  place.textContent = place.textContent === words ? `${words}\u00a0` : words;
}
