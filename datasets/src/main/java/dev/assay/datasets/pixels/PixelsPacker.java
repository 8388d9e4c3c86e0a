// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.pixels;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.file.PixelsWriter;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.decoding.FileDecoder;
import dev.assay.datasets.decoding.LocalDecoder;
import dev.assay.datasets.decoding.Wanted;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.image.RgbImage;
import dev.assay.datasets.image.UnusableImageException;
import dev.assay.datasets.scan.ParallelInOrder;
import dev.assay.datasets.scan.ScanProgress;
import dev.assay.datasets.source.ImageFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes the images of a data set version into one {@link PixelsFile}: decoded, the shorter side
 * resized, not cropped. The file is written as a stream, and each thread holds one image. The bytes
 * of the file depend only on the images.
 */
public final class PixelsPacker {
  private final FileDecoder decoder;
  private final DecodingOptions decoding;
  private final PixelLimit limit;
  private final int threads;
  private final int listed;

  /**
   * @param decoding how files become pixels
   * @param limit the largest image
   * @param threads number of images that are decoded at once, at least 1
   * @param listed as in {@link PixelsWriter}
   */
  public PixelsPacker(
      FileDecoder decoder, DecodingOptions decoding, PixelLimit limit, int threads, int listed) {
    this.decoder = decoder;
    this.decoding = decoding;
    this.limit = limit;
    this.threads = threads;
    this.listed = listed;
  }

  /** Decodes in this process: for images that a program drew. */
  public PixelsPacker(ImageDecoder decoder, int threads) {
    this(new LocalDecoder(), decoder.decoding(), decoder.limit(), threads, PixelsWriter.LISTED);
  }

  /**
   * An image to pack.
   *
   * @param file its path
   * @param image hash of its id
   * @param sha256 that its bytes had when they were registered
   */
  public record Source(Path file, String image, String sha256) {}

  /**
   * @param sources in the order of the new file
   * @param resize pixels of the shorter side
   * @param interpolation as in {@link dev.assay.contracts.Preprocessing}
   * @param target is replaced if it exists
   * @throws DatasetException if a source is gone or no longer the image that was registered
   * @throws IOException if the target cannot be written
   */
  public void pack(
      List<Source> sources, int resize, String interpolation, Path target, ScanProgress progress)
      throws DatasetException, IOException, InterruptedException {
    Wanted wanted = Wanted.pixels(decoding, limit, resize, interpolation);
    try (ImageFiles files = new ImageFiles(decoder);
        PixelsWriter writer = new PixelsWriter(target, resize, interpolation, listed)) {
      new ParallelInOrder(threads)
          .<Source, Packed, DatasetException>forEach(
              sources,
              source -> read(files, source, wanted),
              packed -> write(writer, packed),
              progress);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** An image, or the reason why it cannot be packed. */
  private sealed interface Packed {
    record Pixels(String image, RgbImage rgb) implements Packed {}

    record Changed(DatasetException fault) implements Packed {}
  }

  private static Packed read(ImageFiles files, Source source, Wanted wanted) {
    try {
      FileDecoder.Hashed read = files.read(source.file(), wanted).hashed();
      if (!read.sha256().equals(source.sha256())) {
        return new Packed.Changed(changed(source, "its bytes are not those that were registered"));
      }
      return new Packed.Pixels(source.image(), read.image().pixels().orElseThrow());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while an image was packed", e);
    } catch (UnusableImageException e) {
      return new Packed.Changed(changed(source, String.valueOf(e.getMessage())));
    }
  }

  private static DatasetException changed(Source source, String detail) {
    return new DatasetException(
        "the data set changed since it was registered: image "
            + source.image().substring(0, 12)
            + ", "
            + detail
            + "; register it again");
  }

  private static void write(PixelsWriter writer, Packed packed) throws DatasetException {
    switch (packed) {
      case Packed.Changed(DatasetException fault) -> throw fault;
      case Packed.Pixels(String image, RgbImage rgb) -> {
        try {
          writer.add(image, rgb.width(), rgb.height(), rgb.rgb());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
