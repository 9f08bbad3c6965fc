// What one paints with: a code, the rubber (an empty code), or nothing (null).

const MOST_RECENT = 6;
const RUBBER = "";

class Brush {
  constructor() {
    this.code = null;
    this.last = null;
    this.recent = [];
    this.listeners = [];
  }

  listen(listener) {
    this.listeners.push(listener);
  }

  take(code) {
    this.code = code;
    if (code) this.use(code);
    this.tell();
  }

  drop() {
    this.code = null;
    this.tell();
  }

  // Remember what was used, most recent first.
  use(code) {
    if (!code) return;
    this.last = code;
    if (!this.recent.includes(code)) this.recent = [code, ...this.recent].slice(0, MOST_RECENT);
    this.tell();
  }

  // Begin with the codes that fill most of a diary that was kept.
  learn(codes) {
    const counts = new Map();
    for (const code of codes) if (code) counts.set(code, (counts.get(code) ?? 0) + 1);
    this.recent = [...counts].sort((one, other) => other[1] - one[1]).slice(0, MOST_RECENT).map(([code]) => code);
    this.tell();
  }

  tell() {
    for (const listener of this.listeners) listener(this);
  }
}
