// SPDX-License-Identifier: Apache-2.0
/** What moved between two studies, or two revisions of one, and why. */
@NullMarked
package dev.assay.cli.difference;

import org.jspecify.annotations.NullMarked;
