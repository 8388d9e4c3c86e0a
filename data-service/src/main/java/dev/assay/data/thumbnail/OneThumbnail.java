// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.thumbnail;

import dev.assay.contracts.DecodingOptions;
import dev.assay.datasets.image.UnusableImageException;
import java.nio.file.Path;

/** Makes the thumbnail of one image from its file. */
public interface OneThumbnail {
  /**
   * @param sha256 that its bytes had when it was registered
   * @throws UnusableImageException if the file is gone, or no longer the image that was registered
   */
  byte[] thumbnail(Path file, String sha256, DecodingOptions options)
      throws UnusableImageException, InterruptedException;
}
