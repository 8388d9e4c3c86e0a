// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

/** The media types of the artifacts that services exchange. */
public final class MediaTypes {
  public static final String SPLIT_MANIFEST = "application/vnd.assay.split-manifest+json";
  public static final String PIXELS = "application/vnd.assay.pixels";
  public static final String PIXELS_BLOCKS = "application/vnd.assay.pixels-blocks";
  public static final String FEATURES = "application/vnd.assay.features";
  public static final String WEIGHTS = "application/vnd.assay.weights";
  public static final String MODEL = "application/vnd.assay.model+safetensors";
  public static final String MODEL_MANIFEST = "application/vnd.assay.model-manifest+json";
  public static final String PREDICTIONS = "text/csv; header=present; profile=assay-predictions";
  public static final String METRICS = "application/vnd.assay.metrics+json";
  public static final String COMPARISONS = "application/vnd.assay.comparisons+json";

  public static final String EXPLANATION = "application/vnd.assay.explanation+json";

  /** The JSON of an event that is too large for a record. */
  public static final String EVENT = "application/vnd.assay.event+json";

  private MediaTypes() {}
}
