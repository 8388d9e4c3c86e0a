// SPDX-License-Identifier: Apache-2.0
/** The trainer child process: its command, its scratch folder and its end. */
@NullMarked
package dev.assay.training.child;

import org.jspecify.annotations.NullMarked;
