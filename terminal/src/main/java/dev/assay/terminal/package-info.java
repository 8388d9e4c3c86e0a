// SPDX-License-Identifier: Apache-2.0
/**
 * Tables of text that fit a terminal. The report of a study (reporting-service) and the commands
 * (cli) draw theirs with the same rules: what wraps, what lines up, and how wide a character is.
 */
@NullMarked
package dev.assay.terminal;

import org.jspecify.annotations.NullMarked;
