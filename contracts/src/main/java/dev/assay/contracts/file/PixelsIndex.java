// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import dev.assay.contracts.Check;
import java.io.IOException;
import java.util.Optional;

/** Where the images of a {@link PixelsFile} are. */
interface PixelsIndex {
  /** Pixels of the shorter side of every image. */
  int resize();

  /** Absent from older files: bilinear. */
  Optional<String> interpolation();

  /** Number of images. */
  long size();

  /** The place of an image; empty if the file does not have it. */
  Optional<Located> find(String image) throws IOException;

  /**
   * The place of an image.
   *
   * @param image hash of its id
   * @param offset of its first byte in the file
   */
  record Located(String image, int width, int height, long offset) {
    public Located {
      Check.sha256("image", image);
      Check.atLeast("width", width, 1);
      Check.atLeast("height", height, 1);
      Check.atLeast("offset", offset, PixelsFile.FIRST);
    }

    long end() {
      return offset + 3L * width * height;
    }

    /**
     * @param pixels where the pixels of all images end
     * @throws IllegalArgumentException if those of this image do not
     */
    void checkEnd(long pixels) {
      if (end() > pixels) {
        throw new IllegalArgumentException(
            "a truncated pixels file: the pixels of image " + image + " are not there");
      }
    }
  }
}
