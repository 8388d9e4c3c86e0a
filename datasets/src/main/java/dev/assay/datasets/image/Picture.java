// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import java.util.Map;

/**
 * A decoded image with the attributes that its file states.
 *
 * @param attributes that can be published: modality, the window that was used
 * @param identifiers of patient, study and series as stated by the file; a scan keeps only keyed
 *     hashes of them
 */
public record Picture(
    RgbImage image, Map<String, String> attributes, Map<String, String> identifiers) {

  /** Name of the identifier of the patient. */
  public static final String PATIENT = "patient";

  /** Names of the identifiers of the examination and of its series. */
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
