/**
 * The {@code assay} command: the embedded stack, and the client of the services. It contains no
 * science; what it prints comes from the services' stored results.
 */
@NullMarked
package dev.assay.cli;

import org.jspecify.annotations.NullMarked;
