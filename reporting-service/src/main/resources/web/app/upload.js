// SPDX-License-Identifier: Apache-2.0
import { MOST_BYTES, MOST_FILES, zip } from './zip.js';

const megabytes = bytes => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

/** Sends a zip or a folder, says how far it is, and shows what was registered or why not. */
class UploadData extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector('form');
    this.bar = this.querySelector('progress');
    this.stop = this.querySelector('[data-do=stop]');
    this.form.addEventListener('submit', event => { event.preventDefault(); this.send(); });
    this.stop.addEventListener('click', () => this.request?.abort());
  }

  disconnectedCallback() { clearInterval(this.timer); }

  async send() {
    const { name, layout, strict } = this.form, button = this.form.querySelector('button.main');
    button.disabled = true;
    try {
      const body = await this.body();
      const query = new URLSearchParams({ layout: layout.value, ...(strict.checked ? { strict: 'true' } : {}) });
      const { status, answer } = await this.put(`/datasets/${encodeURIComponent(name.value)}/upload?${query}`, body, name.value);
      if (status === 201) location.href = '/data/' + encodeURIComponent(name.value);
      else this.refused(status, answer);
    } catch (failure) {
      this.say('bad', failure.message);
    }
    this.bar.hidden = this.stop.hidden = true;
    button.disabled = false;
  }

  async body() {
    const [archive] = this.form.zip.files, files = [...this.form.folder.files];
    if (archive && files.length) throw new Error('Choose a zip or a folder, not both.');
    if (archive) return archive;
    if (!files.length) throw new Error('Choose a zip or a folder.');
    const bytes = files.reduce((sum, file) => sum + file.size, 0);
    if (files.length > MOST_FILES || bytes > MOST_BYTES) throw new Error(`The folder has ${files.length} files of ${megabytes(bytes)}; a browser packs ${MOST_FILES} files of 4 GB at most. Pack it as a zip yourself, or register a folder on the server: assay run STUDY.yaml --images DIR.`);
    this.bar.hidden = false;
    // Below the folder itself, as a zip of its content would be.
    const entries = files.map(file => ({ path: file.webkitRelativePath.split('/').slice(1).join('/'), file })).sort((a, b) => a.path < b.path ? -1 : 1);
    return zip(entries, read => { this.bar.value = read / bytes; this.say('soft', `Reading: ${megabytes(read)} of ${megabytes(bytes)}.`); });
  }

  /** By the older kind of request: fetch does not say how much has been sent. */
  put(address, body, name) {
    return new Promise((resolve, reject) => {
      const request = this.request = new XMLHttpRequest();
      request.open('PUT', address);
      request.setRequestHeader('Content-Type', 'application/zip');
      this.bar.hidden = this.stop.hidden = false;
      request.upload.addEventListener('progress', ({ loaded, total }) => { this.bar.value = loaded / total; this.say('soft', `Sent: ${megabytes(loaded)} of ${megabytes(total)}.`); });
      request.upload.addEventListener('load', () => { this.bar.removeAttribute('value'); this.say('soft', 'Sent. The images are being read.'); this.follow(name); });
      request.addEventListener('abort', () => reject(new Error('Stopped; nothing was registered.')));
      request.addEventListener('error', () => reject(new Error('reporting-service does not answer, or the upload broke off; nothing was registered.')));
      request.addEventListener('loadend', () => { clearInterval(this.timer); this.request = null; });
      request.addEventListener('load', () => {
        let answer = {};
        try { answer = JSON.parse(request.responseText); } catch { /* no JSON: the status says it */ }
        resolve({ status: request.status, answer });
      });
      request.send(body);
    });
  }

  /** While the service reads the images it says how many it has done. */
  follow(name) {
    this.timer = setInterval(async () => {
      const answer = await fetch(`/datasets/${encodeURIComponent(name)}/progress`).catch(() => null);
      if (!answer?.ok || !this.request) return;
      const { done, total } = await answer.json();
      this.bar.value = total ? done / total : 0;
      this.say('soft', `Reading images: ${done} of ${total}.`);
    }, 1000);
  }

  refused(status, { detail, faults = [] }) {
    const lines = faults.map(({ field, value, message }) => [field && field + ':', value && `'${value}'`, message].filter(Boolean).join(' '));
    this.say('bad', status === 401 ? 'You are signed out; reload the page.' : detail ?? `The service answers ${status}.`, lines);
  }

  say(kind, text, lines = []) {
    const first = Object.assign(document.createElement('p'), { className: kind, textContent: text }), list = document.createElement('ul');
    list.append(...lines.map(line => Object.assign(document.createElement('li'), { textContent: line })));
    this.querySelector('.answer').replaceChildren(first, ...(lines.length ? [list] : []));
  }
}
customElements.define('upload-data', UploadData);
