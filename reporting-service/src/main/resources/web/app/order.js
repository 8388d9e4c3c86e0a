// SPDX-License-Identifier: Apache-2.0
const words = new Intl.Collator('en', { numeric: true });

/** Compares what two cells show: by number where both have one; what is empty comes last. */
export function compare(a, b) {
  if (a.order !== undefined && b.order !== undefined) return a.order - b.order;
  if (!a.text || !b.text) return a.text ? -1 : b.text ? 1 : 0;
  return words.compare(a.text, b.text);
}

/** Turns the order of a column round, or begins with it. */
export function turn(head) {
  const up = head.getAttribute('aria-sort') !== 'ascending';
  for (const other of head.parentElement.children) other.setAttribute('aria-sort', 'none');
  head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
  return up ? 1 : -1;
}
