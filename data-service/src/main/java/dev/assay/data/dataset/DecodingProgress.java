package dev.assay.data.dataset;

/**
 * How far the images of a data set are.
 *
 * @param stage {@code scanning} or {@code packing}
 * @param done files finished so far
 * @param total files in all
 */
public record DecodingProgress(String dataset, String stage, int done, int total) {}
