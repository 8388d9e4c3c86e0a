// SPDX-License-Identifier: Apache-2.0
/**
 * Ingestion: how new images get into registered data sets. They come from a watched folder, an
 * upload, a bucket or a topic, are collected in batches, and each batch makes one version.
 */
@NullMarked
package dev.assay.data.ingestion;

import org.jspecify.annotations.NullMarked;
