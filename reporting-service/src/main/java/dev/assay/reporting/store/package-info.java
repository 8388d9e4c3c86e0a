// SPDX-License-Identifier: Apache-2.0
/** The tables of the projection, and the artifacts that it reads. */
@NullMarked
package dev.assay.reporting.store;

import org.jspecify.annotations.NullMarked;
