// SPDX-License-Identifier: Apache-2.0
// One connection a page, since a browser has few of them for one host. Whoever wants to know of it listens on the document.

/** After so many seconds without a word a connection is taken for broken: the server says something every 15. */
const SILENCE = 40;

const away = new Map();

function notice() {
  const box = document.getElementById('notices');
  const text = [...away.values()].map(sentence => sentence + '.').join(' ');
  if (box && box.textContent !== text) {
    box.textContent = text;
    box.className = text ? 'notice' : '';
  }
}

function say(key, text) {
  if (text) away.set(key, text); else away.delete(key);
  notice();
}

export function listen(address) {
  if (!address) return;
  let source, timer;
  const heard = () => {
    say('connection', '');
    clearTimeout(timer);
    timer = setTimeout(() => { say('connection', 'The connection is silent; connecting again'); source.close(); open(); }, SILENCE * 1000);
  };
  const open = () => {
    source = new EventSource(address);
    source.addEventListener('open', heard);
    source.addEventListener('alive', heard);
    source.addEventListener('table', event => {
      heard();
      document.dispatchEvent(new CustomEvent('assay-table', { detail: JSON.parse(event.data) }));
    });
    source.addEventListener('services', event => {
      heard();
const names = JSON.parse(event.data).map(({ name, why }) => `${name} (${why})`);
      say('services', names.length ? `Not available now: ${names.join(', ')}. What needs ${names.length > 1 ? 'them' : 'it'} waits` : '');
    });
    source.addEventListener('error', async () => {
      say('connection', 'reporting-service does not answer; trying again');
      if (source.readyState !== EventSource.CLOSED) return;
      // The browser gave up: the session has ended, the study is gone, or the service is away.
      const answer = await fetch(address, { method: 'GET', signal: AbortSignal.timeout(2000) }).catch(() => null);
      if (answer && answer.status === 401) location.href = '/sign-in?next=' + encodeURIComponent(location.pathname);
      else { clearTimeout(timer); timer = setTimeout(open, 3000); }
    });
  };
  open();
}

document.addEventListener('assay-table', ({ detail: { headline } }) => {
  const line = document.getElementById('headline');
  if (!headline || !line) return;
  const state = line.querySelector('[data-state]'), bar = document.querySelector('progress.study');
  state.textContent = headline.state;
  state.className = 'state ' + headline.state.replace(' ', '-');
  line.querySelector('[data-summary]').textContent = headline.summary;
  if (bar) { bar.value = headline.done; bar.hidden = headline.ended; }
  const controls = document.querySelector('study-controls');
  controls?.classList.toggle('ended', headline.ended);
});

/** The page of a cell says how far it is; its figures come with the next load. */
document.addEventListener('assay-table', ({ detail: { rows, whole } }) => {
  const line = document.getElementById('cell-line');
  const row = line && rows.find(one => one.id === line.dataset.cell);
  if (!row) return;
  const [state, , , progress, loss] = row.cells.slice(-7);
  const words = [progress.text, loss.text && `loss ${loss.text}`, state.note].filter(Boolean).join(', ');
  const was = line.dataset.kind;
  line.dataset.kind = state.kind;
  line.replaceChildren(Object.assign(document.createElement('span'), { className: 'state ' + state.kind, textContent: state.text }), ' ', words);
  if (!whole && was && was !== state.kind) line.append(' ', Object.assign(document.createElement('a'), { href: location.href, textContent: 'Show the new results' }));
});
