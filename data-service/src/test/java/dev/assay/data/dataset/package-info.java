@NullMarked
package dev.assay.data.dataset;

import org.jspecify.annotations.NullMarked;
