// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

/**
 * A bucket whose objects become images of a data set.
 *
 * @param prefix with which the keys of the objects begin; empty: all objects of the bucket
 * @param since ISO 8601, UTC
 */
public record BucketView(String dataset, String bucket, String prefix, String since) {}
