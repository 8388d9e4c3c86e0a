// SPDX-License-Identifier: Apache-2.0
/**
 * The layouts: folder structures in which data sets are published, one class each. {@link
 * dev.assay.datasets.layout.Layout#ALL} lists them; to add one, write its class and add a line
 * there.
 */
@NullMarked
package dev.assay.datasets.layout;

import org.jspecify.annotations.NullMarked;
