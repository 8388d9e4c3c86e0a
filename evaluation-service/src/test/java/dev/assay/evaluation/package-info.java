@NullMarked
package dev.assay.evaluation;

import org.jspecify.annotations.NullMarked;
