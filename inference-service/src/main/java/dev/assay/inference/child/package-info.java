/** The scorer child process, seen from its parent. */
@NullMarked
package dev.assay.inference.child;

import org.jspecify.annotations.NullMarked;
