/** The whole system, as its users meet it: through the command. */
@NullMarked
package dev.assay.system;

import org.jspecify.annotations.NullMarked;
