/** Where the bytes live: immutable artifacts under the hash of their content. */
@NullMarked
package dev.assay.artifacts;

import org.jspecify.annotations.NullMarked;
