// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.codec;

/**
 * A decoded image before any interpretation of its values.
 *
 * @param components of a pixel, 1 to 4
 * @param bits of a sample, 1 to 16
 * @param values height x width x components; unsigned, or with their sign where the code has one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Samples(int width, int height, int components, int bits, int[] values) {}
