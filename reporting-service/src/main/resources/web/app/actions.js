// SPDX-License-Identifier: Apache-2.0

/** What a service says of a refused request, for people. */
export async function reason(answer) {
  const problem = await answer.json().catch(() => null);
  if (answer.status === 401) return 'you are signed out; reload the page';
  return problem?.detail ?? `the service answers ${answer.status}`;
}

/** Shows a study that was just accepted, as soon as its events have come. */
async function show(studyId) {
  const address = '/view/' + studyId;
  for (let i = 0; i < 100 && !(await fetch(address, { method: 'HEAD' })).ok; i++) await new Promise(again => setTimeout(again, 300));
  location.href = address;
}

const DONE = { pause: 'Paused. Runs that have begun go on to their end.', resume: 'Goes on.', cancel: 'Cancelled.', retry: 'What failed is tried again.' };

/** Pause, resume and cancel a study; try again what failed in one that has ended. */
class StudyControls extends HTMLElement {
  connectedCallback() {
    this.addEventListener('click', event => {
      const what = event.target.dataset?.do;
      if (what) this.act(what, event.target);
    });
  }

  async act(what, button) {
    const said = this.querySelector('[role=status]');
    if (what === 'cancel' && button.dataset.sure === undefined) {
      // A second press confirms: what is trained stays, but the study cannot be taken up again.
      button.dataset.sure = '';
      said.textContent = 'Press Cancel again to cancel the study for good.';
      setTimeout(() => { delete button.dataset.sure; }, 6000);
      return;
    }
    button.disabled = true;
    try {
      const answer = await fetch(`/studies/${this.getAttribute('study')}/${what}`, { method: 'POST' });
      said.textContent = answer.ok ? DONE[what] : await reason(answer);
      // What is tried again is a study of its own.
      const next = answer.ok && what === 'retry' ? (await answer.json()).studyId : null;
      if (next) await show(next);
    } catch {
      said.textContent = 'reporting-service does not answer; try again';
    }
    button.disabled = false;
  }
}
customElements.define('study-controls', StudyControls);

/** Takes a study file, checks it, and starts it. */
class StartStudy extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector('textarea');
    this.answer = this.querySelector('.answer');
    this.querySelector('input[type=file]').addEventListener('change', async event => {
      const [file] = event.target.files;
      if (!file) return;
      if (file.size > 1 << 20) { this.say('bad', 'The file has more than 1 MB, so it is no study.'); return; }
      this.text.value = await file.text();
      this.send(true);
    });
    this.querySelector('form').addEventListener('submit', event => { event.preventDefault(); this.send(event.submitter?.value !== 'start'); });
  }

  async send(dry) {
    const buttons = this.querySelectorAll('button');
    buttons.forEach(button => { button.disabled = true; });
    this.say('soft', dry ? 'Checking.' : 'Starting.');
    try {
      const answer = await fetch('/studies' + (dry ? '?dryRun=true' : ''), { method: 'POST', headers: { 'Content-Type': 'application/yaml' }, body: this.text.value });
      const body = await answer.json().catch(() => ({}));
      if (!answer.ok) this.refused(answer.status, body);
      else if (dry) this.planned(body);
      else { await show(body.studyId); return; }
    } catch {
      this.say('bad', 'reporting-service does not answer; try again.');
    }
    buttons.forEach(button => { button.disabled = false; });
  }

  say(kind, text, lines = []) {
    const first = Object.assign(document.createElement('p'), { className: kind, textContent: text });
    const list = document.createElement('ul');
    list.append(...lines.map(line => Object.assign(document.createElement('li'), { textContent: line })));
    this.answer.replaceChildren(first, ...(lines.length ? [list] : []));
  }

  refused(status, { detail, faults = [] }) {
    const lines = faults.map(({ field, value, message }) => [field && field + ':', value && `'${value}'`, message].filter(Boolean).join(' '));
    this.say('bad', detail ?? `the service answers ${status}`, lines);
  }

  planned({ cells, seeds, notes, warnings, splits }) {
    const parts = (splits ?? []).map(({ dataset, parts }) => `${dataset}: ` + Object.entries(parts).map(([part, classes]) => `${part} ${Object.values(classes).reduce((a, b) => a + b, 0)} images`).join(', '));
    this.say('good', `The study can start: ${cells} cells of ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}, ${cells * seeds} trainings at most.`, [...parts, ...(warnings ?? []), ...(notes ?? [])]);
  }
}
customElements.define('start-study', StartStudy);
