// SPDX-License-Identifier: Apache-2.0
import { figures, themes } from './figures.js';

const dark = matchMedia('(prefers-color-scheme: dark)');

/** Figures are made for print in points; on the page a point is this many pixels. */
const SCALE = 12 / 7;

/** A figure of the report, drawn when it comes into sight; ECharts is loaded by the first of them. */
class FigureChart extends HTMLElement {
  connectedCallback() {
    this.canvas = this.querySelector('.canvas');
    new IntersectionObserver((entries, watcher) => {
      if (entries.some(entry => entry.isIntersecting)) { watcher.disconnect(); this.load(); }
    }, { rootMargin: '200px' }).observe(this);
  }

  async load() {
    try {
      const [{ echarts }, answer] = await Promise.all([import('./charts.js'), fetch(this.getAttribute('src'))]);
      if (!answer.ok) throw new Error(`the service answers ${answer.status}`);
      const { kind, data, height, table } = await answer.json();
      this.canvas.style.height = `${Math.round(height * SCALE)}px`;
      const draw = () => {
        this.chart?.dispose();
        this.chart = echarts.init(this.canvas, null, { renderer: 'svg' });
        this.chart.setOption(figures[kind](data, dark.matches ? themes.dark : themes.light));
        this.dataset.drawn = '';
      };
      draw();
      this.numbers(table);
      dark.addEventListener('change', draw);
      new ResizeObserver(() => {
        if (this.chart.getWidth() !== this.canvas.clientWidth) draw();
      }).observe(this.canvas);
    } catch (failure) {
      this.canvas.textContent = `The figure cannot be drawn: ${failure.message}`;
    }
  }

  /** The same numbers as a table, for those who do not see the figure and those who want to copy them. */
  numbers([head, ...rows]) {
    const details = this.querySelector('details');
    details.hidden = false;
    details.addEventListener('toggle', () => {
      if (details.querySelector('table')) return;
      const table = document.createElement('table'), line = (name, texts) => {
        const row = document.createElement('tr');
        for (const text of texts) row.append(Object.assign(document.createElement(name), { textContent: text.replace(/^-(?=\d)/, '\u2212') }));
        return row;
      };
      const top = line('th', head);
      top.querySelectorAll('th').forEach(cell => { cell.scope = 'col'; });
      table.createTHead().append(top);
      table.createTBody().append(...rows.map(texts => line('td', texts)));
      const wide = Object.assign(document.createElement('div'), { className: 'wide', tabIndex: 0 });
      wide.setAttribute('role', 'region');
      wide.setAttribute('aria-label', 'Numbers of the figure');
      wide.append(table);
      details.append(wide);
    });
  }
}
customElements.define('figure-chart', FigureChart);
