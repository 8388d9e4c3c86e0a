// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import dev.assay.datasets.leaks.Fingerprint;

/**
 * Receives the fingerprint and the thumbnail of every image that a scan decodes, from several
 * threads at a time.
 */
@FunctionalInterface
public interface ImageObserver {
  ImageObserver NONE = (sha256, fingerprint) -> {};

  /**
   * @param sha256 of the file's bytes
   */
  void decoded(String sha256, Fingerprint fingerprint);

  /** Whether {@link #thumbnail} is to be called, which costs a little time for each image. */
  default boolean wantsThumbnails() {
    return false;
  }

  /**
   * @param sha256 of the file's bytes
   * @param jpeg as {@link dev.assay.datasets.image.Thumbnail} makes it
   */
  default void thumbnail(String sha256, byte[] jpeg) {}
}
