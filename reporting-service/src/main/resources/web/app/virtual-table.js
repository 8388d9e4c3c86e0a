// SPDX-License-Identifier: Apache-2.0
import { LitElement, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { compare } from './order.js';

const ROW = 33, SHOWN = 40, MORE = 10;

/** Thousands of live rows, of which those in sight are in the page. Row numbers tell a screen reader the whole. */
class VirtualTable extends LitElement {
  static properties = { rows: { state: true }, from: { state: true }, sorted: { state: true }, words: { state: true } };

  constructor() {
    super();
    Object.assign(this, { rows: [], from: 0, sorted: null, words: '' });
  }

  /** In the page itself and not in a shadow: one style sheet, labels and search work across. */
  createRenderRoot() { return this; }

  connectedCallback() {
    this.columns = [...this.querySelector('template').content.children].map(column => ({ heading: column.textContent, kind: column.dataset.kind }));
    this.replaceChildren();
    super.connectedCallback();
    this.heard = ({ detail }) => this.take(detail);
    document.addEventListener('assay-table', this.heard);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('assay-table', this.heard);
  }

  take({ whole, rows }) {
    if (whole) { this.rows = rows; return; }
    if (!rows.length) return;
    const fresh = new Map(rows.map(row => [row.id, row]));
    this.rows = this.rows.map(row => fresh.get(row.id) ?? row);
  }

  get found() {
    const { rows, words, sorted } = this;
    if (this.known?.rows === rows && this.known.words === words && this.known.sorted === sorted) return this.known.found;
    const parts = words.split(/\s+/);
    const found = words ? rows.filter(row => { const text = row.cells.map(cell => cell.text + ' ' + (cell.note ?? '')).join(' ').toLowerCase(); return parts.every(part => text.includes(part)); }) : rows.slice();
    if (sorted) found.sort((a, b) => sorted.sign * compare(a.cells[sorted.column], b.cells[sorted.column]));
    this.known = { rows, words, sorted, found };
    return found;
  }

  render() {
    const found = this.found, shown = found.slice(this.from, this.from + SHOWN + 2 * MORE), width = this.columns.length;
    return html`
      <form role="search" class="tools" @submit=${event => event.preventDefault()}><label>Filter <input type="search" name="words" autocomplete="off" @input=${event => { this.words = event.target.value.trim().toLowerCase(); this.from = 0; }}></label> <span class="soft count" role="status">${found.length === this.rows.length ? `${found.length} rows` : `${found.length} of ${this.rows.length} rows`}</span></form>
      <div class="wide tall" role="region" tabindex="0" aria-label="Cells" @scroll=${this.scrolled}>
        <table aria-rowcount=${found.length + 1}>
          <caption>Cells</caption>
          <thead><tr aria-rowindex="1">${this.columns.map((column, k) => html`<th scope="col" class=${column.kind} aria-sort=${this.sorted?.column !== k ? 'none' : this.sorted.sign > 0 ? 'ascending' : 'descending'}><button type="button" @click=${() => { this.sorted = { column: k, sign: this.sorted?.column === k ? -this.sorted.sign : 1 }; }}>${column.heading}</button></th>`)}</tr></thead>
          <tbody>
            <tr class="space" aria-hidden="true"><td colspan=${width}></td></tr>
            ${repeat(shown, row => row.id, (row, k) => html`<tr aria-rowindex=${this.from + k + 2}>${row.cells.map((cell, at) => at ? html`<td class=${this.columns[at].kind + (cell.kind ? ' ' + cell.kind : '')}>${this.inner(cell, row)}</td>` : html`<th scope="row">${this.inner(cell, row)}</th>`)}</tr>`)}
            <tr class="space" aria-hidden="true"><td colspan=${width}></td></tr>
          </tbody>
        </table>
      </div>`;
  }

  inner(cell, row) {
    return html`${cell.progress === undefined ? nothing : html`<progress max="1" .value=${cell.progress} aria-label=${'done of ' + row.cells[0].text}></progress> `}${cell.href ? html`<a href=${cell.href}>${cell.text}</a>` : html`<span>${cell.text}</span>`}${cell.note ? html` <small>${cell.note}</small>` : nothing}`;
  }

  /** By the object model: the policy forbids style attributes, which Lit's styleMap writes. */
  updated() {
    const [above, below] = this.querySelectorAll('tr.space td');
    above.style.height = `${this.from * ROW}px`;
    below.style.height = `${Math.max(0, this.found.length - this.from - SHOWN - 2 * MORE) * ROW}px`;
  }

  scrolled(event) {
    const from = Math.max(0, Math.floor(event.target.scrollTop / ROW) - MORE);
    if (from === 0 || Math.abs(from - this.from) > MORE / 2) this.from = from;
  }
}
customElements.define('virtual-table', VirtualTable);
