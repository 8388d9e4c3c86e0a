/** Who may ask: everyone, or who knows the stack's token. */
@NullMarked
package dev.assay.reporting.security;

import org.jspecify.annotations.NullMarked;
