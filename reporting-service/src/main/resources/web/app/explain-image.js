// SPDX-License-Identifier: Apache-2.0
import { reason } from './actions.js';

const EVERY = 700;
const WAITS = { queued: 'It waits for the runs that are at work.', running: 'It is being computed.' };

/** Asks where a model looked, and shows it beside the image when it is computed. */
class ExplainImage extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector('form');
    this.form?.addEventListener('submit', event => { event.preventDefault(); this.ask(); });
  }

  disconnectedCallback() { clearTimeout(this.timer); }

  /** The button stays enabled, so that it keeps the focus. */
  async ask() {
    if (this.asks) return;
    this.asks = true;
    this.form.setAttribute('aria-busy', 'true');
    try {
      await this.shown(this.getAttribute('src'), new URLSearchParams(new FormData(this.form)));
    } catch (failure) {
      this.say(failure.message, 'bad');
    }
    this.form.removeAttribute('aria-busy');
    this.asks = false;
  }

  async shown(src, query) {
    this.say('Asking.');
    // What was computed before is there for everyone; only some may have it computed.
    let standing = await this.answered(`${src}?${query}`, 'GET', true);
    if (!standing || standing.state === 'dead') standing = await this.answered(`${src}?${query}`, 'POST');
    while (standing && WAITS[standing.state]) {
      this.say(WAITS[standing.state]);
      await new Promise(again => { this.timer = setTimeout(again, EVERY); });
      standing = await this.answered(`${src}?${query}`, 'GET', true);
    }
    if (standing?.state === 'done') await this.show(`${src}/picture?${query}`, standing);
    else this.say(standing ? `It could not be computed: ${standing.reason}` : 'It is no longer there; ask again.', 'bad');
  }

  async answered(address, method, maybe = false) {
    const answer = await fetch(address, { method }).catch(() => { throw new Error('reporting-service does not answer; try again'); });
    if (maybe && answer.status === 404) return null;
    if (!answer.ok) throw new Error(await reason(answer));
    return answer.json();
  }

  async show(src, { legend, alt }) {
    const figure = this.querySelector('figure'), words = this.querySelector('.legend'), picture = figure.querySelector('img');
    Object.assign(picture, { src, alt });
    await picture.decode().catch(() => { throw new Error('The picture cannot be read; ask again.'); });
    words.textContent = legend;
    figure.hidden = words.hidden = false;
    this.say('Shown beside the image.');
  }

  say(text, kind = 'soft') {
    Object.assign(this.querySelector('[role=status]'), { textContent: text, className: kind });
  }
}
customElements.define('explain-image', ExplainImage);
