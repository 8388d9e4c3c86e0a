// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.features;

import dev.assay.datasets.npz.NpzFormatException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipException;

/**
 * Features that somebody computed: an archive of NumPy ({@code image}, texts; {@code features}, N x
 * D numbers) or a CSV file with the name of the image first and a header. All rows are checked
 * while they are copied to a file beside, so memory does not grow with them.
 */
public final class FeaturesFile implements AutoCloseable {
  /** Bytes of all features as float32. */
  public static final long LARGEST = Integer.MAX_VALUE;

  /** Rows of one file. */
  public static final int MOST_ROWS = 5_000_000;

  private final List<String> names;
  private final int length;
  private final FileChannel channel;
  private final ByteBuffer rows;

  private FeaturesFile(List<String> names, int length, FileChannel channel) throws IOException {
    this.names = List.copyOf(names);
    this.length = length;
    this.channel = channel;
    this.rows = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
  }

  /** Names and rows in the order of the file. */
  interface Source {
    /** Names of the images; called once, before the rows. */
    List<String> names() throws IOException, FeaturesFormatException;

    /** Numbers of each row. */
    int length() throws IOException, FeaturesFormatException;

    /** The next row; false if there is none. */
    boolean next(float[] row) throws IOException, FeaturesFormatException;
  }

  /**
   * Reads and checks a file.
   *
   * @param length of each feature, as its owner states it
   * @param copy of the numbers, in the folder of the caller, who deletes it after the close
   * @throws FeaturesFormatException naming the file and the fault: an array that is missing or of
   *     another type or shape, a name that is empty or stands twice, a number that is not finite,
   *     an image or a column whose features are all the same number
   */
  public static FeaturesFile read(Path file, int length, Path copy)
      throws IOException, FeaturesFormatException {
    try {
      if (file.toString().endsWith(".npz")) {
        try (NpzFeatures source = NpzFeatures.open(file)) {
          return read(source, length, copy);
        }
      }
      try (CsvFeatures source = CsvFeatures.open(file)) {
        return read(source, length, copy);
      }
    } catch (FeaturesFormatException e) {
      throw new FeaturesFormatException(file.getFileName() + ": " + e.getMessage());
    } catch (ZipException | EOFException | NpzFormatException e) {
      throw new FeaturesFormatException(file.getFileName() + ": the archive is damaged");
    }
  }

  private static FeaturesFile read(Source source, int length, Path copy)
      throws IOException, FeaturesFormatException {
    if (source.length() != length) {
      throw new FeaturesFormatException(
          "its features have %d numbers each, but the JSON file beside it states features.size %d"
              .formatted(source.length(), length));
    }
    List<String> names = new ArrayList<>(source.names());
    FileChannel channel =
        FileChannel.open(
            copy,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      copyRows(source, length, names, channel);
      return new FeaturesFile(names, length, channel);
    } catch (IOException | FeaturesFormatException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void copyRows(Source source, int length, List<String> names, FileChannel channel)
      throws IOException, FeaturesFormatException {
    Columns columns = new Columns(length);
    Set<String> seen = new HashSet<>();
    float[] row = new float[length];
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * length).order(ByteOrder.LITTLE_ENDIAN);
    int count = 0;
    while (source.next(row)) {
      if (count >= names.size()) {
        // A CSV file tells the name with the row.
        names.addAll(source.names().subList(names.size(), source.names().size()));
      }
      String name = check(names, count, seen);
      columns.add(row, count, name.isEmpty() ? "" : place(count));
      count++;
      if (count > MOST_ROWS || (long) count * bytes.capacity() > LARGEST) {
        throw new FeaturesFormatException(
            "more than %d rows, or more than %d bytes of numbers".formatted(MOST_ROWS, LARGEST));
      }
      bytes.clear();
      bytes.asFloatBuffer().put(row);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
    if (count == 0) {
      throw new FeaturesFormatException("no rows");
    }
    if (count != names.size()) {
      throw new FeaturesFormatException(
          "%d names of images and %d rows of features".formatted(names.size(), count));
    }
    columns.requireSpread(count);
  }

  private static String check(List<String> names, int row, Set<String> seen)
      throws FeaturesFormatException {
    if (row >= names.size()) {
      throw new FeaturesFormatException(
          "%d names of images and more rows of features".formatted(names.size()));
    }
    String name =
        ImageNames.isHash(names.get(row)) ? names.get(row) : ImageNames.path(names.get(row));
    if (name.isEmpty()) {
      throw new FeaturesFormatException("%s has no name of an image".formatted(place(row)));
    }
    if (!seen.add(name)) {
      throw new FeaturesFormatException(
          "%s names an image that stands above already".formatted(place(row)));
    }
    names.set(row, name);
    return name;
  }

  /** Rows are numbered from 1; names of images are not repeated in messages. */
  static String place(int row) {
    return "row " + (row + 1);
  }

  /** Finds numbers that are not finite, and rows and columns that say nothing. */
  private static final class Columns {
    private final float[] first;
    private final boolean[] varies;

    Columns(int length) {
      first = new float[length];
      varies = new boolean[length];
    }

    void add(float[] row, int count, String place) throws FeaturesFormatException {
      boolean differs = row.length == 1;
      for (int i = 0; i < row.length; i++) {
        if (!Float.isFinite(row[i])) {
          throw new FeaturesFormatException(
              "%s has %s as number %d; features must be finite".formatted(place, row[i], i + 1));
        }
        differs |= row[i] != row[0];
        if (count == 0) {
          first[i] = row[i];
        } else {
          varies[i] |= row[i] != first[i];
        }
      }
      if (!differs) {
        throw new FeaturesFormatException(
            "%s has the same number (%s) everywhere, so it says nothing of its image"
                .formatted(place, row[0]));
      }
    }

    /** A single constant column is usual after ReLU; all of them are an export that went wrong. */
    void requireSpread(int rows) throws FeaturesFormatException {
      boolean any = false;
      for (boolean varying : varies) {
        any |= varying;
      }
      if (rows > 1 && !any) {
        throw new FeaturesFormatException(
            "all %d rows are the same, so the features do not depend on the image".formatted(rows));
      }
    }
  }

  /** Names as they are compared: {@link ImageNames}. */
  public List<String> names() {
    return names;
  }

  /** Numbers of each feature. */
  public int length() {
    return length;
  }

  /** The numbers of a row, little-endian float32; valid until the close. */
  public ByteBuffer row(int row) {
    int bytes = Float.BYTES * length;
    return rows.slice(row * bytes, bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The numbers of a row. */
  public float[] numbers(int row) {
    float[] numbers = new float[length];
    row(row).asFloatBuffer().get(numbers);
    return Arrays.copyOf(numbers, length);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
