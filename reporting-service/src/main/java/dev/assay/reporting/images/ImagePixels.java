// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.images;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.file.Crop;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.file.PixelsPart;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Images as networks see them, out of the packed pixels of splits. */
@Singleton
public class ImagePixels {
  /** Pixels of the longer side of a small picture. */
  private static final int SMALL = 128;

  /** Files that stay open, since opening one reads its index. */
  private static final int OPEN = 4;

  private final ArtifactStore store;
  private final Map<ArtifactRef, PixelsFile> files = new LinkedHashMap<>(OPEN, 0.75f, true);

  ImagePixels(ArtifactStore store) {
    this.store = store;
  }

  /**
   * The input of a network, before it is normalised.
   *
   * @throws ProblemException 404 if the split does not have the image, or the store has lost it
   */
  public BufferedImage input(SplitPublished split, Preprocessing preprocessing, String image) {
    BufferedImage whole = whole(split, preprocessing, image);
    Crop crop = new Crop(preprocessing);
    return whole.getSubimage(
        crop.offset(whole.getWidth()), crop.offset(whole.getHeight()), crop.size(), crop.size());
  }

  /** A small picture of the whole image; likewise. */
  public BufferedImage small(SplitPublished split, Preprocessing preprocessing, String image) {
    BufferedImage whole = whole(split, preprocessing, image);
    double scale = Math.min(1, (double) SMALL / Math.max(whole.getWidth(), whole.getHeight()));
    return scaled(
        whole,
        (int) Math.max(1, Math.round(scale * whole.getWidth())),
        (int) Math.max(1, Math.round(scale * whole.getHeight())));
  }

  static BufferedImage scaled(BufferedImage image, int width, int height) {
    BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scaled.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return scaled;
  }

  private BufferedImage whole(SplitPublished split, Preprocessing preprocessing, String image) {
    PixelsFile.Image packed = packed(split, preprocessing, image);
    BufferedImage whole =
        new BufferedImage(packed.width(), packed.height(), BufferedImage.TYPE_INT_RGB);
    ByteBuffer rgb = packed.rgb();
    for (int y = 0; y < packed.height(); y++) {
      for (int x = 0; x < packed.width(); x++) {
        whole.setRGB(x, y, (rgb.get() & 0xff) << 16 | (rgb.get() & 0xff) << 8 | (rgb.get() & 0xff));
      }
    }
    return whole;
  }

  private PixelsFile.Image packed(SplitPublished split, Preprocessing preprocessing, String image) {
    try {
      ArtifactRef pixels = split.pixels(preprocessing);
      Optional<ArtifactRef> blocks = split.blocks(preprocessing);
      return blocks.isEmpty() ? read(pixels, image) : readPart(pixels, blocks.get(), image);
    } catch (IllegalArgumentException | ArtifactException.Missing e) {
      throw new ProblemException(
          Problem.notFound("there are no pixels of this image: " + e.getMessage()));
    }
  }

  /** Opened anew each time, because it grows and is replaced; its index is not read as a whole. */
  private PixelsFile.Image readPart(ArtifactRef ref, ArtifactRef blocks, String image) {
    Path part = store.local(ref, blocks, new PixelsPart(List.of(image))::find);
    try (PixelsFile file = PixelsFile.open(part)) {
      return file.image(image);
    } catch (IOException e) {
      throw new UncheckedIOException("packed pixels cannot be read", e);
    }
  }

  private synchronized PixelsFile.Image read(ArtifactRef ref, String image) {
    try {
      PixelsFile file = files.get(ref);
      if (file == null) {
        file = PixelsFile.open(store.local(ref));
        files.put(ref, file);
        closeOldest();
      }
      return file.image(image);
    } catch (IOException e) {
      throw new UncheckedIOException("packed pixels cannot be read", e);
    }
  }

  private void closeOldest() throws IOException {
    while (files.size() > OPEN) {
      Map.Entry<ArtifactRef, PixelsFile> oldest = files.entrySet().iterator().next();
      files.remove(oldest.getKey());
      oldest.getValue().close();
    }
  }

  @PreDestroy
  synchronized void close() throws IOException {
    for (PixelsFile file : files.values()) {
      file.close();
    }
    files.clear();
  }
}
