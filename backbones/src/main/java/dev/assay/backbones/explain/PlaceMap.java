// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.explain;

/**
 * A number for each place of an image.
 *
 * @param values row after row
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PlaceMap(int rows, int columns, double[] values) {}
