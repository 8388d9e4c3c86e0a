// SPDX-License-Identifier: Apache-2.0
import { reason } from './actions.js';

/** Whether changes of a data set's folder become versions. */
class WatchFolder extends HTMLElement {
  connectedCallback() {
    this.address = `/datasets/${this.getAttribute('name')}/watch`;
    this.addEventListener('click', event => { if (event.target.dataset?.do) this.change(event.target.dataset.do); });
    this.ask();
  }

  async ask() {
    const answer = await fetch(this.address).catch(() => null);
    if (answer?.ok) this.watched(await answer.json());
    else if (answer?.status === 404) this.stand(false, 'Its folder is not watched: new images in it change nothing.');
    else this.stand(null, 'data-service does not answer.');
  }

  watched({ cron, zone, quiet, since }) {
    this.stand(true, `Its folder is watched since ${since.slice(0, 16).replace('T', ' ')} (UTC)${cron ? `, at ${cron} (${zone})` : ''}; ${quiet.slice(2).toLowerCase()} after the last change a new version is made.`);
  }

  async change(method) {
    const request = method === 'PUT' ? { method, headers: { 'Content-Type': 'application/json' }, body: '{}' } : { method };
    const answer = await fetch(this.address, request).catch(() => null);
    if (answer?.ok) { await this.ask(); return; }
    const problem = answer && await answer.clone().json().catch(() => null);
    this.say(problem?.faults?.map(fault => fault.message).join('; ') || (answer ? await reason(answer) : 'data-service does not answer.'));
  }

  stand(watched, text) {
    this.querySelector('[data-do=PUT]').hidden = watched !== false;
    this.querySelector('[data-do=DELETE]').hidden = watched !== true;
    this.say(text);
  }

  say(text) { this.querySelector('[role=status]').textContent = text; }
}
customElements.define('watch-folder', WatchFolder);
