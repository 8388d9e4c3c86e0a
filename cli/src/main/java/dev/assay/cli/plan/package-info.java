// SPDX-License-Identifier: Apache-2.0
/** The plan of a test set as text, JSON and a curve. */
@NullMarked
package dev.assay.cli.plan;

import org.jspecify.annotations.NullMarked;
