// SPDX-License-Identifier: Apache-2.0
/** Exports of a study that others can check: signed, described as an RO-Crate, and recomputed. */
@NullMarked
package dev.assay.cli.crate;

import org.jspecify.annotations.NullMarked;
