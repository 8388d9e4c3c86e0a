// SPDX-License-Identifier: Apache-2.0
/** Data sets: registered from a folder of the server or an upload, and stored as versions. */
@NullMarked
package dev.assay.data.dataset;

import org.jspecify.annotations.NullMarked;
