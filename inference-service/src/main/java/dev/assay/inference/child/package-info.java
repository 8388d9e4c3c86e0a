// SPDX-License-Identifier: Apache-2.0
/** The scorer child process: its scratch folder and its end. */
@NullMarked
package dev.assay.inference.child;

import org.jspecify.annotations.NullMarked;
