// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import java.io.IOException;

/** Images that are decoded and resized, by the hash of their id. */
public interface PackedImages {
  /** Pixels of the shorter side, or of both. */
  int resize();

  /** How they were resized: {@link dev.assay.contracts.Preprocessing#resampling}. */
  String interpolation();

  /**
   * @param image hash of the image's id
   * @throws NotForTrainingException if this is a view for training that does not have it
   * @throws IllegalArgumentException if there is no such image
   */
  PixelsFile.Image image(String image) throws IOException;
}
