// SPDX-License-Identifier: Apache-2.0
/**
 * Child processes: started with the right JVM flags, followed line by line, stopped gently and then
 * surely, and recognised again after their parent was killed.
 */
@NullMarked
package dev.assay.processes;

import org.jspecify.annotations.NullMarked;
