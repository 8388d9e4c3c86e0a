// SPDX-License-Identifier: Apache-2.0
/** The output that shows a study's progress. */
@NullMarked
package dev.assay.cli.progress;

import org.jspecify.annotations.NullMarked;
