// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.leaks;

import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ScannedImage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The fingerprints of images by the hash of their bytes, collected while a scan decodes the images.
 * Safe for use by several threads.
 */
public final class Fingerprints {
  private final Map<String, Fingerprint> known = new ConcurrentHashMap<>();

  /** Keeps the fingerprint of an image: a {@link dev.assay.datasets.scan.ImageObserver}. */
  public void add(String sha256, Fingerprint fingerprint) {
    known.putIfAbsent(sha256, fingerprint);
  }

  /** The fingerprints of a version, by the hash of the bytes. */
  public Map<String, Fingerprint> of(DatasetVersion version) {
    Map<String, Fingerprint> found = new LinkedHashMap<>();
    for (ScannedImage image : version.images()) {
      Fingerprint fingerprint = known.get(image.sha256());
      if (fingerprint != null) {
        found.put(image.sha256(), fingerprint);
      }
    }
    return found;
  }
}
