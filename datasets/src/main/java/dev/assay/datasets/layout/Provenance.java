// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

/**
 * Source and licence of images.
 *
 * @param source a citation, preferably with a DOI
 * @param licence in the words of the publisher
 */
public record Provenance(String source, String licence) {}
