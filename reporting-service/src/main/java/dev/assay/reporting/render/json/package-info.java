// SPDX-License-Identifier: Apache-2.0
/** The whole report as JSON, for programs. */
@NullMarked
package dev.assay.reporting.render.json;

import org.jspecify.annotations.NullMarked;
