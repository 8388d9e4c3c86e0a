// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.source;

import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.dicom.DicomImage;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.Picture;
import dev.assay.datasets.image.UnusableImageException;
import dev.assay.datasets.npz.ArraySlice;
import dev.assay.datasets.npz.NpzFile;
import dev.assay.datasets.npz.NpzFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the images of one scan or packing. An archive of arrays is opened once and closed at the
 * end. Safe for use by several threads.
 */
public final class ImageFiles implements AutoCloseable {
  private final ImageDecoder decoder;
  private final Map<Path, NpzFile> archives = new HashMap<>();

  public ImageFiles(ImageDecoder decoder) {
    this.decoder = decoder;
  }

  /**
   * The bytes of an image, whose hash identifies its content.
   *
   * @throws UnusableImageException if it does not exist, cannot be read, or is larger than any
   *     image within the pixel limit
   */
  public byte[] read(Path file) throws UnusableImageException {
    Optional<ArraySlice> slice = ArraySlice.of(file);
    if (slice.isEmpty()) {
      return decoder.readFile(file);
    }
    try {
      return slice.get().read(archive(slice.get().archive()));
    } catch (NpzFormatException e) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT, "the archive " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UnusableImageException(
          QuarantineReason.UNREADABLE_FILE,
          "the archive cannot be read (" + e.getClass().getSimpleName() + ")",
          e);
    }
  }

  /** The file that contains the image: the image itself, or its archive. */
  public Path container(Path file) {
    return ArraySlice.of(file).map(ArraySlice::archive).orElse(file);
  }

  /**
   * @throws UnusableImageException with the reason, if the bytes are no complete image
   */
  public Picture decode(byte[] bytes) throws UnusableImageException {
    return DicomImage.isDicom(bytes)
        ? DicomImage.read(bytes, decoder)
        : Picture.of(decoder.decode(bytes));
  }

  private synchronized NpzFile archive(Path file) throws IOException {
    NpzFile known = archives.get(file);
    if (known == null) {
      known = NpzFile.open(file);
      archives.put(file, known);
    }
    return known;
  }

  @Override
  public synchronized void close() {
    for (NpzFile archive : archives.values()) {
      try {
        archive.close();
      } catch (IOException e) {
        throw new UncheckedIOException("an archive that was read cannot be closed", e);
      }
    }
    archives.clear();
  }
}
