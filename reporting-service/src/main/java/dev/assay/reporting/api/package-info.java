// SPDX-License-Identifier: Apache-2.0
/** Studies and their reports over HTTP. */
@NullMarked
package dev.assay.reporting.api;

import org.jspecify.annotations.NullMarked;
