// SPDX-License-Identifier: Apache-2.0
/**
 * The {@code assay} command: the local stack, and the client of the services. It computes no
 * results of studies; it prints those that the services stored.
 */
@NullMarked
package dev.assay.cli;

import org.jspecify.annotations.NullMarked;
