// SPDX-License-Identifier: Apache-2.0
/**
 * Plain text as LaTeX. The report of a study (reporting-service) and {@code assay evaluate --latex}
 * (cli) escape text from names and files in this one place. A second escape would lack a character
 * sooner or later, and a missing one lets a file name end the compilation or run a command.
 */
@NullMarked
package dev.assay.latex;

import org.jspecify.annotations.NullMarked;
