package dev.assay.datasets.scan;

import dev.assay.datasets.image.Picture;
import java.util.HashMap;
import java.util.Map;

/**
 * What is kept of a DICOM file beside its pixels. Identifiers are kept as keyed hashes only; the
 * same patient has the same hash under the same key.
 */
public final class DicomAttributes {
  /** Keyed hash of the patient. */
  static final String PATIENT = ScanResult.PREFIX + Picture.PATIENT;

  private static final String KEYED = ScanResult.PREFIX + "keyed-";

  private DicomAttributes() {}

  static Map<String, String> of(Picture picture, GroupKey key) {
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

  /** Whether the value of an attribute depends on the key. */
  public static boolean isKeyed(String attribute) {
    return attribute.equals(PATIENT) || attribute.startsWith(KEYED);
  }
}
