@NullMarked
package dev.assay.statistics.roc;

import org.jspecify.annotations.NullMarked;
