@NullMarked
package dev.assay.data.arrival;

import org.jspecify.annotations.NullMarked;
