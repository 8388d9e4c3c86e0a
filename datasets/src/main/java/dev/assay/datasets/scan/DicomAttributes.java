// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import dev.assay.datasets.decoding.DecodedImage;
import dev.assay.datasets.image.Picture;
import java.util.HashMap;
import java.util.Map;

/**
 * The attributes that are kept of a DICOM file in addition to its pixels. Identifiers are kept as
 * keyed hashes only; under one key a patient always has the same hash.
 */
public final class DicomAttributes {
  /** Keyed hash of the patient. */
  static final String PATIENT = ScanResult.PREFIX + Picture.PATIENT;

  private static final String KEYED = ScanResult.PREFIX + "keyed-";

  private DicomAttributes() {}

  static Map<String, String> of(DecodedImage picture, GroupKey key) {
    Map<String, String> attributes = new HashMap<>();
    picture.attributes().forEach((name, value) -> attributes.put(ScanResult.PREFIX + name, value));
    picture
        .identifiers()
        .forEach(
            (name, value) ->
                attributes.put(
                    name.equals(Picture.PATIENT) ? PATIENT : KEYED + name,
                    key.pseudonym(ScanResult.PREFIX + name + ":" + value)));
    return attributes;
  }

  /**
   * The keyed hash of the patient of a DICOM file.
   *
   * @param id as the file states it, after the issuer and a slash where it states one
   */
  public static String patient(String id, GroupKey key) {
    return key.pseudonym(PATIENT + ":" + (id.contains("/") ? id : "/" + id));
  }

  /** Whether the value of an attribute depends on the key. */
  public static boolean isKeyed(String attribute) {
    return attribute.equals(PATIENT) || attribute.startsWith(KEYED);
  }
}
