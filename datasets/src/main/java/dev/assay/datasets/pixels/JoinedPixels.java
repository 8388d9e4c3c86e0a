// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.pixels;

import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.file.PixelsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SequencedMap;

/** Joins packed images of several data sets in one file, without decoding them again. */
public final class JoinedPixels {
  private JoinedPixels() {}

  /**
   * The place of an image.
   *
   * @param file a {@link PixelsFile} of the wanted size
   * @param image its id in that file
   */
  public record Place(Path file, String image) {}

  /**
   * @param images by their id in the new file, in its order
   * @param listed as in {@link PixelsWriter}
   * @param target is replaced if it exists
   */
  public static void write(
      SequencedMap<String, Place> images, int resize, String interpolation, int listed, Path target)
      throws IOException {
    Map<Path, PixelsFile> open = new HashMap<>();
    try (PixelsWriter writer = new PixelsWriter(target, resize, interpolation, listed)) {
      for (var image : images.entrySet()) {
        Place place = image.getValue();
        PixelsFile file = open.get(place.file());
        if (file == null) {
          file = PixelsFile.open(place.file());
          open.put(place.file(), file);
        }
        PixelsFile.Image pixels = file.image(place.image());
        byte[] rgb = new byte[pixels.rgb().remaining()];
        pixels.rgb().get(rgb);
        writer.add(image.getKey(), pixels.width(), pixels.height(), rgb);
      }
    } finally {
      for (PixelsFile file : open.values()) {
        file.close();
      }
    }
  }
}
