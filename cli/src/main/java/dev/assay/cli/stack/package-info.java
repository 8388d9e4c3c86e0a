// SPDX-License-Identifier: Apache-2.0
/** The whole system on one machine: its home, its lock, its processes and their restarts. */
@NullMarked
package dev.assay.cli.stack;

import org.jspecify.annotations.NullMarked;
