// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import dev.assay.datasets.leaks.Fingerprint;

/** Receives the fingerprint of every image that a scan decodes, from several threads at a time. */
@FunctionalInterface
public interface ImageObserver {
  ImageObserver NONE = (sha256, fingerprint) -> {};

  /**
   * @param sha256 of the file's bytes
   */
  void decoded(String sha256, Fingerprint fingerprint);
}
