package dev.assay.data.ingestion;

/**
 * A bucket whose new objects are images of a data set.
 *
 * @param prefix before every key; empty for the whole bucket
 * @param since ISO 8601, UTC
 */
public record BucketView(String dataset, String bucket, String prefix, String since) {}
