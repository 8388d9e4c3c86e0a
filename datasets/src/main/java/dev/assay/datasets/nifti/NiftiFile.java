// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.nifti;

import dev.assay.contracts.DecodingOptions.SliceAxis;
import dev.assay.contracts.Frames;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.image.RgbImage;
import dev.assay.datasets.image.UnusableImageException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * A slice of a NIfTI file ({@code .nii}, {@code .nii.gz}) as an image. The voxels are read as a
 * stream, so that a volume needs the memory of one slice.
 *
 * <p>The remaining axes are the columns, from left to right, and the rows, from the bottom up, as
 * viewers show them: {@code numpy.rot90(volume[:, :, k])}. Values are scaled by the header; the
 * range that the header states, or else the 1st to the 99th percentile of the slice, becomes 0 to
 * 255. Bytes that are not scaled, and colours, stay as they are.
 */
public final class NiftiFile {
  private final byte[] file;
  private final NiftiHeader header;

  private NiftiFile(byte[] file, NiftiHeader header) {
    this.file = file;
    this.header = header;
  }

  /** Whether it is such a file, packed or not. */
  public static boolean isNifti(byte[] file) {
    byte[] start = beginning(file);
    return NiftiHeader.begins(start, start.length);
  }

  /** The bytes of the header; fewer if the file is shorter, or cannot be unpacked so far. */
  private static byte[] beginning(byte[] file) {
    if (!isPacked(file)) {
      return Arrays.copyOf(file, Math.min(file.length, NiftiHeader.LONGEST));
    }
    try (InputStream in = unpacked(file)) {
      return in.readNBytes(NiftiHeader.LONGEST);
    } catch (IOException e) {
      // Another kind of file, or a damaged one, about which its reader will say more.
      return new byte[0];
    }
  }

  private static boolean isPacked(byte[] file) {
    return file.length > 2 && file[0] == 0x1f && file[1] == (byte) 0x8b;
  }

  private static InputStream unpacked(byte[] file) throws IOException {
    InputStream bytes = new ByteArrayInputStream(file);
    return isPacked(file) ? new GZIPInputStream(bytes, 1 << 16) : bytes;
  }

  private static NiftiFile of(byte[] file) throws UnusableImageException {
    byte[] start = beginning(file);
    return new NiftiFile(file, NiftiHeader.of(start, start.length));
  }

  /**
   * The number of slices; 1 if this is no NIfTI file that can be read.
   *
   * @param beginning of the file, at least as long as a header
   */
  public static int slices(byte[] beginning, SliceAxis axis) {
    byte[] start = beginning(beginning);
    if (!NiftiHeader.begins(start, start.length)) {
      return 1;
    }
    try {
      long slices = NiftiHeader.of(start, start.length).slices(axis);
      return slices <= Frames.MOST ? (int) slices : 1;
    } catch (UnusableImageException e) {
      // The scan of the file says what is wrong with it.
      return 1;
    }
  }

  /** Bytes that decoding allocates beside the file, at most; 0 if it is refused before. */
  public static long memory(byte[] file, PixelLimit limit) {
    try {
      NiftiHeader header = of(file).header;
      long plane = header.width() * header.height();
      long most = Math.max(plane, Math.max(header.width(), header.height()) * header.depth());
      // Values and their sorted copy, the result; a plane as it is stored.
      return most <= limit.pixels() ? most * 24 + plane * header.type().bytes() : 0;
    } catch (UnusableImageException e) {
      return 0;
    }
  }

  /**
   * Decodes a slice.
   *
   * @param file for which {@link #isNifti} is true
   * @param slice counted from 1; 0 if the decoding options choose; where they leave files of
   *     several out, the middle one
   * @param decoder has the options and the pixel limit
   * @throws UnusableImageException with the reason, if it is damaged, too large or not read
   */
  public static RgbImage decode(byte[] file, int slice, ImageDecoder decoder)
      throws UnusableImageException {
    return of(file).image(slice, decoder);
  }

  private RgbImage image(int stated, ImageDecoder decoder) throws UnusableImageException {
    SliceAxis axis = decoder.decoding().axis();
    PixelLimit limit = decoder.limit();
    long columns = header.columns(axis);
    long rows = header.rows(axis);
    limit.check(columns, rows);
    limit.check(header.width(), header.height());
    long voxels = header.width() * header.height();
    if (header.depth() > limit.fileBytes() / (voxels * header.type().bytes())) {
      throw new UnusableImageException(
          QuarantineReason.TOO_MANY_PIXELS,
          "the NIfTI header says %d x %d x %d voxels, more than %d bytes"
              .formatted(header.width(), header.height(), header.depth(), limit.fileBytes()));
    }
    int slice = chosen(stated, (int) header.slices(axis), decoder.decoding().chosenFrames());
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(unpacked(file), 1 << 16))) {
      in.skipNBytes(header.start());
      Slice wanted = new Slice(axis, slice, (int) columns, (int) rows);
      RgbImage image = header.type().isColour() ? wanted.colours(in) : wanted.levels(in);
      // To the end, where a packed file has its checksum.
      byte[] rest = new byte[1 << 16];
      int count = in.read(rest);
      while (count >= 0) {
        count = in.read(rest);
      }
      return image;
    } catch (EOFException e) {
      throw new UnusableImageException(
          QuarantineReason.TRUNCATED, "the NIfTI file ends before its voxels do", e);
    } catch (IOException e) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT, "the NIfTI file cannot be unpacked", e);
    }
  }

  private static int chosen(int stated, int slices, Frames frames) throws UnusableImageException {
    if (stated > 0 && stated <= slices) {
      return stated - 1;
    }
    if (stated == 0) {
      boolean word = Frames.WORDS.contains(frames.label());
      Optional<Integer> chosen = slices == 1 ? Optional.of(0) : frames.chosen(slices);
      if (chosen.isPresent() || word) {
        return chosen.orElse(slices / 2);
      }
    }
    throw new UnusableImageException(
        QuarantineReason.MULTI_FRAME,
        "a NIfTI volume of %d slices has no slice %s"
            .formatted(slices, stated > 0 ? stated : frames.label()));
  }

  /** One slice, filled while the planes of the third axis go by. */
  private final class Slice {
    private final SliceAxis axis;
    private final int index;
    private final int columns;
    private final int rows;

    Slice(SliceAxis axis, int index, int columns, int rows) {
      this.axis = axis;
      this.index = index;
      this.columns = columns;
      this.rows = rows;
    }

    /** What is done with each voxel of the slice, at its place in the image. */
    private interface Voxel {
      void at(ByteBuffer plane, int position, int pixel);
    }

    RgbImage levels(DataInputStream in) throws IOException {
      double[] values = new double[columns * rows];
      read(
          in,
          (plane, position, pixel) ->
              values[pixel] = header.scaled(header.type().at(plane, position)));
      double low = 0;
      double high = 255;
      if (!header.isShownAsStored()) {
        double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        low = header.hasRange() ? header.darkest() : rank(sorted, 1);
        high = header.hasRange() ? header.brightest() : rank(sorted, 99);
      }
      byte[] rgb = new byte[3 * values.length];
      for (int i = 0; i < values.length; i++) {
        byte level = level(values[i], low, high);
        rgb[3 * i] = level;
        rgb[3 * i + 1] = level;
        rgb[3 * i + 2] = level;
      }
      return new RgbImage(columns, rows, rgb);
    }

    RgbImage colours(DataInputStream in) throws IOException {
      byte[] rgb = new byte[3 * columns * rows];
      read(in, (plane, position, pixel) -> plane.get(position, rgb, 3 * pixel, 3));
      return new RgbImage(columns, rows, rgb);
    }

    private void read(DataInputStream in, Voxel voxel) throws IOException {
      int bytes = header.type().bytes();
      int width = (int) header.width();
      int height = (int) header.height();
      byte[] stored = new byte[width * height * bytes];
      ByteBuffer plane = ByteBuffer.wrap(stored).order(header.order());
      if (axis == SliceAxis.THIRD) {
        in.skipNBytes((long) index * stored.length);
        in.readFully(stored);
        in.skipNBytes((header.depth() - 1 - index) * stored.length);
        for (int y = 0; y < height; y++) {
          for (int x = 0; x < width; x++) {
            voxel.at(plane, (y * width + x) * bytes, (rows - 1 - y) * columns + x);
          }
        }
        return;
      }
      for (int z = 0; z < rows; z++) {
        in.readFully(stored);
        for (int i = 0; i < columns; i++) {
          int at = axis == SliceAxis.SECOND ? index * width + i : i * width + index;
          voxel.at(plane, at * bytes, (rows - 1 - z) * columns + i);
        }
      }
    }
  }

  /** The value at rank {@code ceil(p n / 100)}; 0 if there is none. */
  private static double rank(double[] sorted, int percent) {
    int rank = (int) Math.max(1, ((long) sorted.length * percent + 99) / 100);
    return sorted.length == 0 ? 0 : sorted[rank - 1];
  }

  private static byte level(double value, double low, double high) {
    if (Double.isNaN(value)) {
      return 0;
    }
    double share = high > low ? Math.clamp((value - low) / (high - low), 0.0, 1.0) : 0;
    return (byte) Math.floor(255 * share + 0.5);
  }
}
