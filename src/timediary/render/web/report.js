
// What the page does beyond being read: switch between shares, hours and respondents, sort tables, find rows, copy
// tables, save pictures.
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

// ---- Copying a table as it is seen, for a spreadsheet or a document

// The text that is seen of an element, without what stands beside a figure where `beside` says so.
function seenIn(element, beside) {
  const parts = [];
  for (const node of element.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) parts.push(node.data);
    else if (!node.matches(".unseen" + (beside ? "" : ", .aside")) && getComputedStyle(node).display !== "none")
      parts.push(node.matches(".shown, .verdict, br") ? " " : "", seenIn(node, beside));
  }
  return parts.join("").replace(/\s+/g, " ").trim();
}

function isSeen(element) {
  return element && getComputedStyle(element).display !== "none";
}

// What is copied: rows of cells, each a text. A column with intervals is followed by one of them.
function copied(table) {
  const rows = Array.from(table.rows).filter(row => isSeen(row));
  const ranged = new Set();
  for (const row of rows) {
    for (const cell of row.cells) if (isSeen(cell.querySelector(".aside"))) ranged.add(cell.cellIndex);
  }
  const word = document.getElementById("asides")?.closest("label").textContent.trim() || "Intervals";
  const heads = table.tHead.rows.length - 1;
  return rows.map(row => {
    const line = [];
    let column = 0;
    for (const cell of row.cells) {
      const isHead = row.parentElement === table.tHead;
      line.push(seenIn(cell, !ranged.size));
      for (let i = 0; i < cell.colSpan; i += 1, column += 1) {
        if (i) line.push("");
        if (!ranged.has(column)) continue;
        const aside = cell.querySelector(".aside");
        line.push(isHead ? (row === table.tHead.rows[heads] ? `${seenIn(cell, true)}: ${word.toLowerCase()}` : "")
          : isSeen(aside) ? seenIn(aside, true) : "");
      }
    }
    return line;
  });
}

// What stands above the table and below it: whose figures they are, what marks mean, where they come from.
function around(table) {
  const section = table.closest("details, section");
  const title = table.closest("section")?.querySelector("h1, h2");
  let notes = table.closest(".scroll");
  while (notes && !notes.matches("ul.notes")) notes = notes.nextElementSibling;
  const below = notes ? Array.from(notes.children, note => note.textContent) : [];
  const caption = seenIn(table.caption, true);
  const above = [section?.matches("section") && title ? seenIn(title, true) : "", caption];
  return { above: [...new Set(above.filter(Boolean))], below };
}

function escapedText(text) {
  const holder = document.createElement("p");
  holder.textContent = text;
  return holder.innerHTML;
}

// What a spreadsheet would run as a formula begins with a sign that makes it text, as in the files of figures.
function asText(cell) {
  return /^\s*[=+@\-]/.test(cell) && !/^-?[\d.,]+%?$/.test(cell) ? `'${cell}` : cell;
}

function copy(table) {
  const lines = copied(table).map(line => line.map(asText));
  const { above, below } = around(table);
  const text = [...above.map(line => [line]), ...lines, ...below.map(line => [line])];
  const row = line => `<tr>${line.map(cell => `<td>${escapedText(cell)}</td>`).join("")}</tr>`;
  const paragraphs = list => list.map(line => `<p>${escapedText(line)}</p>`).join("");
  const markup = `${paragraphs(above)}<table border="1">${lines.map(row).join("")}</table>${paragraphs(below)}`;
  let done = false;
  const put = event => {
    event.clipboardData.setData("text/plain", text.map(line => line.join("\t")).join("\r\n"));
    event.clipboardData.setData("text/html", markup);
    event.preventDefault();
    done = true;
  };
  // Works from a file on a disk, and needs no permission, as the newer way does.
  document.addEventListener("copy", put);
  const chosen = getSelection();
  const range = chosen.rangeCount ? chosen.getRangeAt(0) : null;
  chosen.selectAllChildren(table);
  document.execCommand("copy");
  chosen.removeAllRanges();
  if (range) chosen.addRange(range);
  document.removeEventListener("copy", put);
  say(done ? "The table is copied: paste it into a spreadsheet or a document." : "This browser doesn't let it be copied.");
  return done;
}

function toolFor(words, of, act) {
  const button = document.createElement("button");
  button.type = "button";
  const what = document.createElement("span");
  what.className = "unseen";
  what.textContent = ` (${of})`;
  button.append(words, what);
  button.addEventListener("click", () => act(button));
  return button;
}

function tools(...buttons) {
  const line = document.createElement("p");
  line.className = "tools";
  line.append(...buttons);
  return line;
}

function prepareCopying(table) {
  const { above } = around(table);
  const button = toolFor("Copy table", above[0] || "figures", () => {
    if (!copy(table)) return;
    button.firstChild.data = "Copied";
    setTimeout(() => { button.firstChild.data = "Copy table"; }, 2000);
  });
  table.closest(".scroll").after(tools(button));
}

// ---- Saving a picture as it is seen, in the colours of paper, with its title and who is meant

const INK = "#1b2326";

function linesOf(text, width, size, weight) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${weight} ${size}px "DejaVu Sans", Verdana, Arial, sans-serif`;
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (pen.measureText(longer).width <= width || !lines.at(-1)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function drawing(figure, title) {
  const seen = Array.from(figure.querySelectorAll("svg")).find(svg => svg.getClientRects().length);
  const { width, height } = seen.viewBox.baseVal;
  const page = seen.cloneNode(true);
  const edge = 6;
  const above = linesOf(title, width - 2 * edge, 9, "bold").map(text => ({ text, size: 9, weight: "bold" }));
  const below = linesOf(figure.dataset.told, width - 2 * edge, 6.5, "").map(text => ({ text, size: 6.5, weight: "normal" }));
  let y = edge;
  const write = ({ text, size, weight }) => {
    const line = document.createElementNS(seen.namespaceURI, "text");
    const looks = { x: edge, y: (y += size * 1.3), "font-size": size, "font-weight": weight, fill: weight === "bold" ? INK : "#55616a" };
    for (const [name, value] of Object.entries(looks)) line.setAttribute(name, value);
    line.textContent = text;
    return line;
  };
  const head = above.map(write);
  const from = y + 2;
  y = from + height - edge;
  const foot = figure.dataset.told ? below.map(write) : [];
  const whole = y + edge;
  const ground = document.createElementNS(seen.namespaceURI, "rect");
  for (const [name, value] of Object.entries({ width, height: whole, fill: "#ffffff" })) ground.setAttribute(name, value);
  const moved = document.createElementNS(seen.namespaceURI, "g");
  moved.setAttribute("transform", `translate(0 ${from})`);
  const drawn = Array.from(page.children).filter(child => !child.matches("title, desc"));
  moved.append(...drawn);
  page.append(ground, ...head, moved, ...foot);
  page.setAttribute("color", INK);
  page.setAttribute("width", `${width}pt`);
  page.setAttribute("height", `${whole}pt`);
  page.setAttribute("viewBox", `0 0 ${width} ${whole}`);
  return { text: new XMLSerializer().serializeToString(page), width, height: whole };
}

function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  say(`Saved as ${name}.`);
}

function saveDots({ text, width, height }, name) {
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    // 300 dots an inch.
    canvas.width = Math.round(width * 300 / 72);
    canvas.height = Math.round(height * 300 / 72);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob(blob => download(blob, name), "image/png");
  };
  image.onerror = () => say("This browser can't make a PNG of it; save it as SVG.");
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}

function prepareSaving(figure) {
  const title = seenIn(figure.closest("section").querySelector("h1, h2"), true);
  const { name } = figure.dataset;
  const asLines = toolFor("Save as SVG", title, () => {
    download(new Blob([drawing(figure, title).text], { type: "image/svg+xml" }), `${name}.svg`);
  });
  const asDots = toolFor("Save as PNG", title, () => saveDots(drawing(figure, title), `${name}.png`));
  figure.append(tools(asLines, asDots));
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
document.querySelectorAll(".scroll > table").forEach(prepareCopying);
document.querySelectorAll("figure[data-name]").forEach(prepareSaving);
document.querySelectorAll("table.sortable").forEach(prepareSorting);
document.querySelectorAll(".filter").forEach(prepareFilter);
document.querySelectorAll(".scroll").forEach(prepareScrolling);
prepareFolds();
