// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.dataset;

/**
 * The progress of a scan or a packing.
 *
 * @param stage {@code scanning} or {@code packing}
 * @param done files finished so far
 * @param total files in all
 */
public record DecodingProgress(String dataset, String stage, int done, int total) {}
