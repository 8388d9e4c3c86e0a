// SPDX-License-Identifier: Apache-2.0
import { reason } from './actions.js';

class SignIn extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector('form'), said = this.querySelector('[role=alert]');
    form.addEventListener('submit', async event => {
      event.preventDefault();
      try {
        const answer = await fetch('/sign-in', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ code: form.code.value }) });
        if (answer.ok) location.href = this.getAttribute('next');
        else said.textContent = await reason(answer);
      } catch {
        said.textContent = 'reporting-service does not answer; try again';
      }
    });
  }
}
customElements.define('sign-in', SignIn);

class SignOut extends HTMLElement {
  connectedCallback() {
    this.addEventListener('click', async () => {
      await fetch('/sign-out', { method: 'POST' });
      location.href = '/sign-in';
    });
  }
}
customElements.define('sign-out', SignOut);
