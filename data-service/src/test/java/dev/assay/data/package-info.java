@NullMarked
package dev.assay.data;

import org.jspecify.annotations.NullMarked;
