// The form as a workbook, filled in: the workbook that came with the page, with values in its cells.

const SHEET_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const LINK_SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const FACTS = "docProps/core.xml"; // where a workbook says when it was saved
const WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

// What goes into which cells, as {sheet name: {reference: text or number}}.
function cellValues(diary) {
  const { slots, answers, head } = content.workbook;
  const values = {};
  const put = ([sheet, reference], value) => {
    values[sheet] = { ...values[sheet], [reference]: value };
  };
  diary.codes.forEach((code, slot) => code && put(slots[slot], code));
  for (const { id } of content.fields) {
    diary.fields[id].forEach((noted, slot) => {
      if (diary.codes[slot] && noted) put(content.workbook.fields[id][slot], [noted].flat().join("; "));
    });
  }
  for (const question of questions) {
    const value = diary.answers[question.id];
    if (value === undefined) continue;
    if (question.kind === "multiple") value.forEach((id) => put(answers[`${question.id}:${id}`], "x"));
    else put(answers[question.id], cellValue(question, value));
  }
  for (const [name, place] of Object.entries(head)) {
    if (diary.particulars[name]) put(place, diary.particulars[name]);
  }
  return values;
}

function cellValue(question, value) {
  if (question.kind === "level") return question.levels.find((level) => level.id === value).label;
  return keptOf(question, value);
}

async function filledWorkbook(diary) {
  const entries = readZip(Uint8Array.from(atob(content.workbook.file), (letter) => letter.charCodeAt(0)));
  const find = (name) => entries.findIndex((entry) => entry.name === name);
  const parsed = async (name) => parseXml(await inflated(entries[find(name)]));
  const sheets = sheetFiles(await parsed("xl/workbook.xml"), await parsed("xl/_rels/workbook.xml.rels"));
  for (const [sheet, values] of Object.entries(cellValues(diary))) {
    const name = sheets.get(sheet);
    const page = await parsed(name);
    fillSheet(page, values);
    entries[find(name)] = await packed(name, serialised(page));
  }
  const facts = await parsed(FACTS);
  facts.getElementsByTagName("dcterms:modified")[0].textContent = new Date().toISOString().replace(/\.\d+/, "");
  entries[find(FACTS)] = await packed(FACTS, serialised(facts));
  return new Blob([writeZip(entries)], { type: WORKBOOK_TYPE });
}

function sheetFiles(book, links) {
  const targets = new Map();
  for (const each of links.getElementsByTagName("Relationship")) targets.set(each.getAttribute("Id"), each.getAttribute("Target"));
  const files = new Map();
  for (const sheet of book.getElementsByTagNameNS(SHEET_SPACE, "sheet")) {
    files.set(sheet.getAttribute("name"), `xl/${targets.get(sheet.getAttributeNS(LINK_SPACE, "id"))}`);
  }
  return files;
}

function parseXml(bytes) {
  return new DOMParser().parseFromString(new TextDecoder().decode(bytes), "application/xml");
}

function serialised(page) {
  const text = new XMLSerializer().serializeToString(page.documentElement);
  return new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${text}`);
}

// The cells that are filled in are there already, with their looks; a value goes into each.
function fillSheet(page, values) {
  for (const cell of page.getElementsByTagNameNS(SHEET_SPACE, "c")) {
    const value = values[cell.getAttribute("r")];
    if (value === undefined) continue;
    cell.replaceChildren(typeof value === "number" ? numberIn(page, cell, value) : textIn(page, cell, value));
  }
}

function numberIn(page, cell, value) {
  cell.removeAttribute("t");
  const number = page.createElementNS(SHEET_SPACE, "v");
  number.textContent = String(value);
  return number;
}

function textIn(page, cell, value) {
  cell.setAttribute("t", "inlineStr");
  const inline = page.createElementNS(SHEET_SPACE, "is");
  const text = page.createElementNS(SHEET_SPACE, "t");
  text.setAttributeNS("http://www.w3.org/XML/1998/namespace", "xml:space", "preserve");
  // Characters that XML 1.0 cannot hold would make the workbook unreadable.
  text.textContent = value.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd");
  inline.append(text);
  return inline;
}
