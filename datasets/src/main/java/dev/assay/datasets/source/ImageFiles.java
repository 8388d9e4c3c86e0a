// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.source;

import dev.assay.contracts.Hash;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.decoding.FileDecoder;
import dev.assay.datasets.decoding.ImageBytes;
import dev.assay.datasets.decoding.Wanted;
import dev.assay.datasets.image.UnusableImageException;
import dev.assay.datasets.npz.ArraySlice;
import dev.assay.datasets.npz.NpzFile;
import dev.assay.datasets.npz.NpzFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the images of one scan or packing. An archive of arrays is opened once and closed at the
 * end. Safe for use by several threads.
 */
public final class ImageFiles implements AutoCloseable {
  private final FileDecoder decoder;
  private final Map<Path, NpzFile> archives = new HashMap<>();

  public ImageFiles(FileDecoder decoder) {
    this.decoder = decoder;
  }

  /**
   * An image that was read.
   *
   * @param bytes of its file
   */
  public record ReadImage(long bytes, FileDecoder.Hashed hashed) {}

  /**
   * Reads and decodes an image.
   *
   * @throws UnusableImageException with the reason, if the file does not exist, cannot be read, is
   *     larger than any image within the pixel limit, or is no complete image
   */
  public ReadImage read(Path file, Wanted wanted)
      throws UnusableImageException, InterruptedException {
    try {
      Optional<FrameOfFile> frame = FrameOfFile.of(file);
      ImageBytes bytes = bytes(container(file, frame));
      long size = bytes.size();
      if (size > wanted.limit().fileBytes()) {
        throw new UnusableImageException(
            QuarantineReason.TOO_MANY_PIXELS,
            "the file has %d bytes; no image of at most %d pixels needs more than %d"
                .formatted(size, wanted.limit().pixels(), wanted.limit().fileBytes()));
      }
      if (frame.isEmpty()) {
        return new ReadImage(size, decoder.decodeAndHash(bytes, wanted));
      }
      int number = frame.get().number();
      FileDecoder.Hashed whole = decoder.decodeAndHash(bytes, wanted.of(number));
      // The frames of a file have its bytes in common, and are different images all the same.
      String sha256 = Hash.ofText(whole.sha256() + "/" + FrameOfFile.name(number));
      return new ReadImage(size, new FileDecoder.Hashed(sha256, whole.image()));
    } catch (NpzFormatException e) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT, "the archive " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new UnusableImageException(
          QuarantineReason.MISSING_FILE, "the data set names the file, but it is not there", e);
    } catch (IOException e) {
      // Not the message of the exception, which is the path.
      throw new UnusableImageException(
          QuarantineReason.UNREADABLE_FILE,
          "the %s cannot be read (%s)"
              .formatted(
                  ArraySlice.of(file).isPresent() ? "archive" : "file",
                  e.getClass().getSimpleName()),
          e);
    }
  }

  private ImageBytes bytes(Path file) throws IOException {
    Optional<ArraySlice> slice = ArraySlice.of(file);
    if (slice.isPresent()) {
      return ImageBytes.of(slice.get().read(archive(slice.get().archive())));
    }
    return ImageBytes.of(file);
  }

  private static Path container(Path file, Optional<FrameOfFile> frame) {
    return frame.map(FrameOfFile::file).orElse(file);
  }

  /** The file that contains the image: the image itself, its archive, or the file of its frames. */
  public static Path container(Path file) {
    return ArraySlice.of(file)
        .map(ArraySlice::archive)
        .or(() -> FrameOfFile.of(file).map(FrameOfFile::file))
        .orElse(file);
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
