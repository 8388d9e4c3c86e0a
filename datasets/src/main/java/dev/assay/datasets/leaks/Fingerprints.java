// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.leaks;

import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.RgbImage;
import dev.assay.datasets.image.UnusableImageException;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ParallelInOrder;
import dev.assay.datasets.scan.ScanProgress;
import dev.assay.datasets.scan.ScannedImage;
import dev.assay.datasets.source.ImageFiles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The fingerprints of images by the hash of their bytes, computed while a scan decodes the images.
 * Safe for use by several threads.
 */
public final class Fingerprints {
  private final Map<String, Fingerprint> known = new ConcurrentHashMap<>();

  /** Computes the fingerprint of an image: a {@link dev.assay.datasets.scan.ImageObserver}. */
  public void add(String sha256, RgbImage image) {
    known.computeIfAbsent(sha256, hash -> Fingerprint.of(image));
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

  /**
   * Computes the missing fingerprints of a version. An image that can no longer be read gets none.
   */
  public void complete(
      DatasetVersion version, ImageDecoder decoder, int threads, ScanProgress progress)
      throws InterruptedException {
    List<ScannedImage> missing =
        version.images().stream().filter(i -> !known.containsKey(i.sha256())).toList();
    try (ImageFiles files = new ImageFiles(decoder)) {
      new ParallelInOrder(threads)
          .map(
              missing,
              image -> {
                try {
                  add(image.sha256(), files.decode(files.read(image.file())).image());
                  return true;
                } catch (UnusableImageException e) {
                  return false;
                }
              },
              progress);
    }
  }
}
