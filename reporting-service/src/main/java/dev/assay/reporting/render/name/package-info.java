// SPDX-License-Identifier: Apache-2.0
/** What rows, runs and their files are called. */
@NullMarked
package dev.assay.reporting.render.name;

import org.jspecify.annotations.NullMarked;
