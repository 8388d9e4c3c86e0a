// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.npz;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Archives as {@code numpy.savez_compressed} writes them, for tests. */
public final class NpzFiles {
  private final Map<String, byte[]> arrays = new LinkedHashMap<>();

  /** Adds an array of type |u1. */
  public NpzFiles with(String name, byte[] values, int... shape) {
    arrays.put(name, npy("|u1", values, shape));
    return this;
  }

  public NpzFiles without(String name) {
    arrays.remove(name);
    return this;
  }

  /** A set of random square images, 8 to train and 4 each to validate and test, labels 0 and 1. */
  public static NpzFiles medmnist(int side, boolean colour) {
    NpzFiles npz = new NpzFiles();
    SplittableRandom random = new SplittableRandom(side);
    for (String part : new String[] {"train", "val", "test"}) {
      int count = part.equals("train") ? 8 : 4;
      byte[] values = new byte[count * side * side * (colour ? 3 : 1)];
      random.nextBytes(values);
      byte[] labels = new byte[count];
      for (int i = 0; i < count; i++) {
        labels[i] = (byte) (i % 2);
      }
      if (colour) {
        npz.with(part + "_images", values, count, side, side, 3);
      } else {
        npz.with(part + "_images", values, count, side, side);
      }
      npz.with(part + "_labels", labels, count, 1);
    }
    return npz;
  }

  public static byte[] npy(String type, byte[] values, int... shape) {
    String sizes = Arrays.stream(shape).mapToObj(s -> s + ",").collect(Collectors.joining(" "));
    String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + sizes + "), }";
    int padded = (10 + header.length() + 1 + 63) / 64 * 64 - 10;
    String text = header + " ".repeat(padded - header.length() - 1) + "\n";
    return ByteBuffer.allocate(10 + padded + values.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) padded)
        .put(text.getBytes(StandardCharsets.US_ASCII))
        .put(values)
        .array();
  }

  public Path write(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
        zip.write(array.getValue());
        zip.closeEntry();
      }
    }
    return file;
  }
}
