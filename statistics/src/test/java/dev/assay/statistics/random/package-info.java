@NullMarked
package dev.assay.statistics.random;

import org.jspecify.annotations.NullMarked;
