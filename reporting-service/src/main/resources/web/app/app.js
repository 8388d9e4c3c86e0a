// SPDX-License-Identifier: Apache-2.0
import './app.css';
import './live-table.js';
import './virtual-table.js';
import './figure-chart.js';
import './data-table.js';
import './actions.js';
import './explain-image.js';
import './upload.js';
import './watch-folder.js';
import './sign-in.js';
import { listen } from './events.js';

listen(document.body.dataset.events);
