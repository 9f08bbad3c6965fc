
// What the page does beyond being read: switch between shares, hours and respondents, sort tables, find rows.
// Without script everything is readable; controls are shown only here.
"use strict";

const TITLES = { share: "", hours: "Shown: hours recorded", base: "Shown: respondents that each share rests on" };
const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

function say(text) {
  document.getElementById("said").textContent = text;
}

// A number as shown, such as "1,234" or "26%"; nothing where none is shown.
function numberIn(text) {
  const number = parseFloat(text.replaceAll(",", ""));
  return Number.isNaN(number) ? null : number;
}

// ---- Switching: a cell's first text is its figure; what else it can show stands in its data.

function switchable() {
  return Array.from(document.querySelectorAll("td[data-hours]"), cell => ({ cell, share: cell.firstChild.data }));
}

function show(quantity, cells) {
  for (const { cell, share } of cells) {
    cell.firstChild.data = quantity === "share" ? share : cell.dataset[quantity];
  }
  for (const table of new Set(cells.map(({ cell }) => cell.closest("table")))) {
    table.classList.toggle("as-hours", quantity === "hours");
    table.classList.toggle("as-base", quantity === "base");
    table.querySelector("caption .shown").textContent = TITLES[quantity];
    sortAgain(table);
  }
}

function prepareControls() {
  const controls = document.getElementById("controls");
  if (!controls) return;
  const cells = switchable();
  for (const choice of controls.querySelectorAll("input[name=shown]")) {
    choice.addEventListener("change", () => show(choice.value, cells));
  }
  const asides = document.getElementById("asides");
  asides?.addEventListener("change", () => document.body.classList.toggle("without-asides", !asides.checked));
  controls.hidden = false;
}

// ---- Sorting: largest first, smallest first, then as the study orders the rows. Indented rows stay with theirs.

function blocksOf(body) {
  const blocks = [];
  for (const row of body.rows) {
    if (blocks.length && row.querySelector("th.indent")) blocks.at(-1).push(row);
    else blocks.push([row]);
  }
  return blocks;
}

function keyOf(row, column, quantity) {
  const cell = row.cells[column];
  if (column === 0) return cell.textContent;
  return numberIn(quantity === "share" ? cell.dataset.value ?? "" : cell.dataset[quantity] ?? "");
}

function compare(a, b) {
  return typeof a === "string" ? collator.compare(a, b) : a - b;
}

function quantityOf(table) {
  return table.classList.contains("as-hours") ? "hours" : table.classList.contains("as-base") ? "base" : "share";
}

function ordered(table, column, direction) {
  const quantity = quantityOf(table);
  const keyed = table.original.map(block => ({ block, key: keyOf(block[0], column, quantity) }));
  const sign = direction === "descending" ? -1 : 1;
  // Rows without a figure come last, whichever way the others are sorted.
  keyed.sort((a, b) => (a.key === null) - (b.key === null) || (a.key === null ? 0 : sign * compare(a.key, b.key)));
  return keyed.map(({ block }) => block);
}

function sortAgain(table) {
  if (!table.original) return;
  const head = table.querySelector("th[aria-sort]");
  const blocks = head ? ordered(table, head.cellIndex, head.getAttribute("aria-sort")) : table.original;
  table.tBodies[0].append(...blocks.flat());
}

function nextDirection(head) {
  const directions = head.cellIndex === 0 ? ["ascending", "descending"] : ["descending", "ascending"];
  return [...directions, null][directions.indexOf(head.getAttribute("aria-sort")) + 1];
}

function sortBy(table, head, name) {
  const direction = nextDirection(head);
  for (const other of table.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
  if (direction) head.setAttribute("aria-sort", direction);
  sortAgain(table);
  const words = head.cellIndex === 0
    ? { ascending: "from A to Z", descending: "from Z to A" }
    : { descending: "largest first", ascending: "smallest first" };
  say(direction ? `Sorted by ${name}, ${words[direction]}.` : "Rows in the order of the study.");
}

function prepareSorting(table) {
  table.original = blocksOf(table.tBodies[0]);
  const heads = table.tHead.rows[table.tHead.rows.length - 1].cells;
  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.title = "Sort";
    button.append(...head.childNodes);
    const name = button.textContent.trim();
    button.addEventListener("click", () => sortBy(table, head, name));
    head.append(button);
  }
}

// ---- Finding rows by their words

function prepareFilter(filter) {
  const field = filter.querySelector("input");
  const table = document.getElementById(field.getAttribute("aria-controls"));
  const rows = Array.from(table.tBodies[0].rows, row => ({ row, text: row.textContent.toLowerCase() }));
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const { row, text } of rows) {
      row.hidden = !words.every(word => text.includes(word));
      found += !row.hidden;
    }
    say(`${found} of ${rows.length} rows are shown.`);
  });
  filter.hidden = false;
}

// ---- What scrolls can be reached by keyboard, and only that; a shade says that there is more.

function prepareScrolling(region) {
  const update = () => {
    const hidden = region.scrollWidth - region.clientWidth;
    if (hidden > 1) region.tabIndex = 0;
    else if (document.activeElement !== region) region.removeAttribute("tabindex");
    region.classList.toggle("more", hidden - region.scrollLeft > 1);
  };
  region.addEventListener("scroll", update, { passive: true });
  new ResizeObserver(update).observe(region);
  if (region.firstElementChild) new ResizeObserver(update).observe(region.firstElementChild);
}

// ---- On paper nothing is folded away

function prepareFolds() {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = Array.from(document.querySelectorAll("details:not([open], .long)"));
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
  });
}

prepareControls();
document.querySelectorAll("table.sortable").forEach(prepareSorting);
document.querySelectorAll(".filter").forEach(prepareFilter);
document.querySelectorAll(".scroll").forEach(prepareScrolling);
prepareFolds();
