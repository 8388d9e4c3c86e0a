// SPDX-License-Identifier: Apache-2.0
import { compare, turn } from './order.js';

/** So short a table is seen at once. */
const SHORT = 8;

/** Tables of finished results that can be sorted and filtered. The server has written them. */
class DataTable extends HTMLElement {
  connectedCallback() {
    this.querySelectorAll('table').forEach(table => { sortable(table); filterable(table); });
  }
}
customElements.define('data-table', DataTable);

function sortable(table) {
  table.querySelectorAll('thead th').forEach((head, column) => {
    const button = Object.assign(document.createElement('button'), { type: 'button' });
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute('aria-sort', 'none');
    button.addEventListener('click', () => sort(table.tBodies[0], column, turn(head)));
  });
}

function sort(body, column, sign) {
  const rows = [...body.rows].map(row => ({ row, key: key(row.cells[column]?.textContent.trim() ?? '') }));
  rows.sort((a, b) => sign * compare(a.key, b.key));
  body.append(...rows.map(({ row }) => row));
}

/** Numbers as the report writes them: a true minus, a plus of differences, and "below 0.001". */
function key(text) {
  const plain = text.replace('\u2212', '-').replace(/^below /, '');
  return /^[+-]?\d/.test(plain) ? { text, order: Number.parseFloat(plain) } : { text };
}

function filterable(table) {
  const body = table.tBodies[0];
  if (body.rows.length < SHORT) return;
  const form = document.createElement('form'), label = document.createElement('label'), field = Object.assign(document.createElement('input'), { type: 'search', autocomplete: 'off' });
  form.className = 'tools';
  form.setAttribute('role', 'search');
  form.setAttribute('aria-label', 'Filter of ' + table.caption.textContent);
  label.append('Filter ', field);
  form.append(label);
  form.addEventListener('submit', event => event.preventDefault());
  field.addEventListener('input', () => {
    const words = field.value.trim().toLowerCase().split(/\s+/);
    for (const row of body.rows) row.hidden = !words.every(word => row.textContent.toLowerCase().includes(word));
  });
  table.closest('.wide').before(form);
}

/** Copies what the service answers, so that what is pasted is byte for byte the report's. */
class CopyButtons extends HTMLElement {
  connectedCallback() {
    const said = this.querySelector('[role=status]');
    this.querySelectorAll('button').forEach(button => button.addEventListener('click', async () => {
      try {
        const answer = await fetch(button.dataset.src);
        if (!answer.ok) throw new Error(`the service answers ${answer.status}`);
        await navigator.clipboard.writeText(await answer.text());
        said.textContent = `${button.textContent} copied`;
      } catch (failure) {
        said.textContent = `Not copied: ${failure.message}`;
      }
    }));
  }
}
customElements.define('copy-buttons', CopyButtons);
