package dev.assay.datasets.image;

import java.util.Map;

/**
 * A decoded image with what its file says about it.
 *
 * @param attributes that may be published: modality, the window that was used
 * @param identifiers of patient, study and series as the file has them; they leave the ingest only
 *     as keyed hashes
 */
public record Picture(
    RgbImage image, Map<String, String> attributes, Map<String, String> identifiers) {

  /** The identifier that tells patients apart. */
  public static final String PATIENT = "patient";

  /** Those of the examination and of its series. */
  public static final String STUDY = "study";

  public static final String SERIES = "series";

  public Picture {
    attributes = Map.copyOf(attributes);
    identifiers = Map.copyOf(identifiers);
  }

  public static Picture of(RgbImage image) {
    return new Picture(image, Map.of(), Map.of());
  }

  /** Whether every pixel has the same value. */
  public boolean isBlank() {
    byte[] rgb = image.rgb();
    for (int i = 3; i < rgb.length; i++) {
      if (rgb[i] != rgb[i - 3]) {
        return false;
      }
    }
    return true;
  }
}
