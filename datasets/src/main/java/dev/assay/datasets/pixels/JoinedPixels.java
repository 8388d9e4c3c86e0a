package dev.assay.datasets.pixels;

import dev.assay.contracts.file.PixelsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;

/** Packs images that are packed already, of several data sets, into one file; decodes none. */
public final class JoinedPixels {
  private JoinedPixels() {}

  /**
   * Where an image is.
   *
   * @param file a {@link PixelsFile} of the size that is wanted
   * @param image its id there
   */
  public record Place(Path file, String image) {}

  /**
   * @param images by the id that they shall have, in the order of the file to be
   * @param target is replaced if it exists
   */
  public static void write(
      SortedMap<String, Place> images, int resize, String interpolation, Path target)
      throws IOException {
    Map<Path, PixelsFile> open = new HashMap<>();
    try (PixelsFile.Writer writer = new PixelsFile.Writer(target, resize, interpolation)) {
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
