// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.features;

import dev.assay.datasets.npz.NpyHeader;
import dev.assay.datasets.npz.NpzFormatException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The arrays {@code image} and {@code features} of an archive of NumPy. What the zip's directory
 * and the headers say is compared before anything is read, so a small file cannot fill the memory.
 */
final class NpzFeatures implements FeaturesFile.Source, AutoCloseable {
  private static final String NAMES = "image";
  private static final String FEATURES = "features";

  /** Texts of a fixed number of characters: UTF-32 or, as bytes, ASCII. */
  private static final Pattern TEXT = Pattern.compile("(<U|\\|S)([0-9]{1,5})");

  private static final int LONGEST_NAME = 4096;
  private static final int HEADER = 1 << 16;

  private final ZipFile zip;
  private final NpyHeader names;
  private final NpyHeader features;
  private final InputStream rows;
  private int read;

  private NpzFeatures(ZipFile zip) throws IOException, FeaturesFormatException {
    this.zip = zip;
    this.names = header(NAMES);
    this.features = header(FEATURES);
    check();
    this.rows = data(FEATURES);
  }

  static NpzFeatures open(Path file) throws IOException, FeaturesFormatException {
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile());
    } catch (ZipException e) {
      throw new FeaturesFormatException("it is no .npz archive, or one that is damaged");
    }
    try {
      return new NpzFeatures(zip);
    } catch (NpzFormatException e) {
      zip.close();
      throw new FeaturesFormatException(String.valueOf(e.getMessage()));
    } catch (IOException | FeaturesFormatException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private ZipEntry entry(String array) throws FeaturesFormatException {
    ZipEntry entry = zip.getEntry(array + ".npy");
    if (entry == null) {
      throw new FeaturesFormatException(
          "it has no array '%s'; expected are 'image' (texts) and 'features' (N x D numbers)"
              .formatted(array));
    }
    return entry;
  }

  private NpyHeader header(String array) throws IOException, FeaturesFormatException {
    try (InputStream in = zip.getInputStream(entry(array))) {
      return NpyHeader.read(in);
    } catch (NpzFormatException e) {
      throw new FeaturesFormatException("array '%s' %s".formatted(array, e.getMessage()));
    } catch (ZipException e) {
      throw new FeaturesFormatException("array '%s' is damaged".formatted(array));
    }
  }

  private void check() throws FeaturesFormatException {
    for (NpyHeader header : List.of(names, features)) {
      if (header.type().contains("O")) {
        throw new FeaturesFormatException(
            "array '%s' is of Python objects, which are pickles, that is programs; save texts with np.asarray(names, dtype=str)"
                .formatted(header == names ? NAMES : FEATURES));
      }
    }
    Matcher text = TEXT.matcher(names.type());
    if (!text.matches() || names.shape().size() != 1) {
      throw new FeaturesFormatException(
          "array 'image' is of type %s and shape %s; expected is a list of texts (<U...)"
              .formatted(names.type(), names.shape()));
    }
    int characters = Integer.parseInt(text.group(2));
    if (characters == 0 || characters > LONGEST_NAME) {
      throw new FeaturesFormatException(
          "array 'image' has names of %d characters; 1 to %d are accepted"
              .formatted(characters, LONGEST_NAME));
    }
    if (bytesOf(features.type()) == 0 || features.shape().size() != 2) {
      throw new FeaturesFormatException(
          "array 'features' is of type %s and shape %s; expected is N x D of <f4 (or <f2, <f8)"
              .formatted(features.type(), features.shape()));
    }
    if (!names.shape().get(0).equals(features.shape().get(0))) {
      throw new FeaturesFormatException(
          "array 'image' has %d names and 'features' %d rows"
              .formatted(names.shape().get(0), features.shape().get(0)));
    }
    size(NAMES, (long) names.length() * nameBytes());
    size(FEATURES, (long) features.length() * features.values() * bytesOf(features.type()));
    if ((long) features.length() * features.values() * Float.BYTES > FeaturesFile.LARGEST
        || features.length() > FeaturesFile.MOST_ROWS) {
      throw new FeaturesFormatException(
          "array 'features' has the shape %s; at most %d rows and %d bytes as float32 are read"
              .formatted(features.shape(), FeaturesFile.MOST_ROWS, FeaturesFile.LARGEST));
    }
  }

  /** Compares what the header promises with what the zip's directory says is there. */
  private void size(String array, long data) throws FeaturesFormatException {
    long stored = entry(array).getSize();
    if (stored < data || stored > data + HEADER) {
      throw new FeaturesFormatException(
          "array '%s' needs %d bytes, and the archive says that it has %d"
              .formatted(array, data, stored));
    }
  }

  private static int bytesOf(String type) {
    return switch (type) {
      case "<f2" -> Short.BYTES;
      case "<f4" -> Float.BYTES;
      case "<f8" -> Double.BYTES;
      default -> 0;
    };
  }

  private int nameBytes() {
    int characters = Integer.parseInt(names.type().substring(2));
    return names.type().startsWith("<U") ? 4 * characters : characters;
  }

  /** A stream that stands at the first value. */
  private InputStream data(String array) throws IOException, FeaturesFormatException {
    InputStream in = new BufferedInputStream(zip.getInputStream(entry(array)), 1 << 16);
    NpyHeader.read(in);
    return in;
  }

  @Override
  public List<String> names() throws IOException, FeaturesFormatException {
    List<String> all = new ArrayList<>();
    byte[] bytes = new byte[nameBytes()];
    boolean unicode = names.type().startsWith("<U");
    try (InputStream in = data(NAMES)) {
      for (int i = 0; i < names.length(); i++) {
        fill(in, bytes, NAMES);
        String name = unicode ? unicode(bytes, i) : new String(bytes, StandardCharsets.UTF_8);
        all.add(name.replaceAll("\0+$", ""));
      }
    }
    return all;
  }

  private static String unicode(byte[] bytes, int row) throws FeaturesFormatException {
    ByteBuffer points = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    StringBuilder text = new StringBuilder();
    while (points.hasRemaining()) {
      int point = points.getInt();
      if (!Character.isValidCodePoint(point)) {
        throw new FeaturesFormatException(FeaturesFile.place(row) + " has a name that is no text");
      }
      text.appendCodePoint(point);
    }
    return text.toString();
  }

  private static void fill(InputStream in, byte[] bytes, String array)
      throws IOException, FeaturesFormatException {
    try {
      if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
        throw new FeaturesFormatException("array '%s' ends too soon".formatted(array));
      }
    } catch (ZipException e) {
      throw new FeaturesFormatException("array '%s' is damaged".formatted(array));
    }
  }

  @Override
  public int length() {
    return Math.toIntExact(features.values());
  }

  @Override
  public boolean next(float[] row) throws IOException, FeaturesFormatException {
    if (read == features.length()) {
      return false;
    }
    byte[] bytes = new byte[row.length * bytesOf(features.type())];
    fill(rows, bytes, FEATURES);
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < row.length; i++) {
      row[i] =
          switch (features.type()) {
            case "<f2" -> Float.float16ToFloat(in.getShort());
            case "<f4" -> in.getFloat();
            default -> (float) in.getDouble();
          };
    }
    read++;
    return true;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
