// SPDX-License-Identifier: Apache-2.0
import { compare, turn } from './order.js';

/** Rows from the server, changed in place by events: the page is whole before any script runs. */
class LiveTable extends HTMLElement {
  connectedCallback() {
    this.body = this.querySelector('tbody');
    this.rows = new Map([...this.body.rows].map(row => [row.id.slice(2), row]));
    this.waiting = new Map();
    this.updates = 0;
    this.kinds = [...this.querySelectorAll('thead th')].map(head => head.className);
    this.form = this.querySelector('form');
    this.form.addEventListener('input', () => this.filter());
    this.form.addEventListener('submit', event => event.preventDefault());
    this.querySelectorAll('thead button').forEach((button, column) => button.addEventListener('click', () => {
      this.sorted = { column, sign: turn(button.parentElement) };
      this.sort();
    }));
    this.heard = ({ detail }) => this.take(detail);
    document.addEventListener('assay-table', this.heard);
    this.filter();
  }

  disconnectedCallback() { document.removeEventListener('assay-table', this.heard); }

  take({ whole, rows }) {
    if (whole) this.whole(rows.map(row => row.id));
    for (const row of rows) this.waiting.set(row.id, row);
    // One change of the page a frame, however many events came.
    this.frame ??= requestAnimationFrame(() => { this.frame = undefined; this.draw(); });
  }

  /** These rows and no others, in this order unless the reader has chosen one. */
  whole(ids) {
    const kept = new Set(ids);
    for (const [id, row] of this.rows) if (!kept.has(id)) { row.remove(); this.rows.delete(id); }
    ids.forEach((id, at) => {
      if (this.rows.has(id)) return;
      const row = document.createElement('tr');
      row.id = 'r-' + id;
      this.rows.set(id, row);
      this.body.insertBefore(row, this.body.rows[at] ?? null);
    });
  }

  draw() {
    this.updates += this.waiting.size;
    for (const [id, { cells }] of this.waiting) {
      const row = this.rows.get(id);
      cells.forEach((cell, column) => show(row, column, this.kinds[column], cell, cells[0].text));
    }
    this.waiting.clear();
    if (this.sorted && !this.body.contains(document.activeElement)) this.sort();
    this.filter();
  }

  filter() {
    const words = this.form.words.value.trim().toLowerCase().split(/\s+/);
    let shown = 0;
    for (const row of this.rows.values()) {
      const text = row.textContent.toLowerCase(), hidden = !words.every(word => text.includes(word));
      if (row.hidden !== hidden) row.hidden = hidden;
      if (!hidden) shown++;
    }
    const count = shown === this.rows.size ? '' : `${shown} of ${this.rows.size} rows`;
    const place = this.querySelector('.count');
    if (place.textContent !== count) place.textContent = count;
  }

  sort() {
    const { column, sign } = this.sorted;
    const key = row => ({ text: row.cells[column].textContent.trim(), order: row.cells[column].dataset.order === undefined ? undefined : Number(row.cells[column].dataset.order) });
    const keyed = [...this.rows.values()].map(row => ({ row, key: key(row) }));
    keyed.sort((a, b) => sign * compare(a.key, b.key));
    if (keyed.some(({ row }, at) => this.body.rows[at] !== row)) this.body.append(...keyed.map(({ row }) => row));
  }
}

/** Only what differs is written, since a browser lays out a table anew for each change. */
function show(row, column, kind, cell, name) {
  const place = row.cells[column] ?? row.appendChild(Object.assign(document.createElement(column ? 'td' : 'th'), column ? {} : { scope: 'row' }));
  const kinds = column ? (cell.kind ? kind + ' ' + cell.kind : kind) : '';
  if (place.className !== kinds) place.className = kinds;
  if (cell.order === undefined) delete place.dataset.order; else place.dataset.order = cell.order;
  const bar = child(place, 'progress', cell.progress !== undefined, true);
  if (bar) {
    bar.max = 1;
    bar.value = cell.progress;
    if (!bar.hasAttribute('aria-label')) bar.setAttribute('aria-label', 'done of ' + name);
  }
  const text = child(place, cell.href ? 'a' : 'span', true);
  if (cell.href && text.getAttribute('href') !== cell.href) text.href = cell.href;
  write(text, cell.text);
  const note = child(place, 'small', cell.note !== undefined);
  if (note) write(note, cell.note);
}

function child(place, name, wanted, first) {
  let found = place.querySelector(':scope > ' + name);
  if (!wanted) { found?.remove(); return null; }
  if (!found) {
    found = document.createElement(name);
    if (first) place.prepend(found, ' '); else place.append(name === 'small' ? ' ' : '', found);
  }
  return found;
}

function write(element, text) { if (element.textContent !== text) element.textContent = text; }

customElements.define('live-table', LiveTable);
