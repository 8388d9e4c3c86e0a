/** Images that are the same, or nearly, where they must not be: across sides, groups, classes. */
@NullMarked
package dev.assay.datasets.leaks;

import org.jspecify.annotations.NullMarked;
