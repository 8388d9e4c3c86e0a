// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.nifti;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** NIfTI-1 files of 8-bit voxels, for tests. */
public final class NiftiFiles {
  private final ByteBuffer header = ByteBuffer.allocate(352).order(ByteOrder.LITTLE_ENDIAN);
  private final byte[] voxels;

  /** A voxel at x, y, z has the value {@code 100 x + 10 y + z + first}. */
  public NiftiFiles(int width, int height, int depth, int first) {
    header.putInt(0, 348);
    header.putShort(40, (short) 3);
    int[] sizes = {width, height, depth, 1, 1, 1, 1};
    for (int i = 0; i < sizes.length; i++) {
      header.putShort(42 + 2 * i, (short) sizes[i]);
    }
    type(2);
    header.putFloat(108, 352);
    header.put(344, "n+1\0".getBytes(StandardCharsets.US_ASCII));
    voxels = new byte[width * height * depth];
    for (int i = 0; i < voxels.length; i++) {
      int x = i % width;
      int y = i / width % height;
      int z = i / width / height;
      voxels[i] = (byte) (100 * x + 10 * y + z + first);
    }
  }

  public NiftiFiles type(int code) {
    return words(70, code);
  }

  public NiftiFiles words(int at, int value) {
    header.putShort(at, (short) value);
    return this;
  }

  public NiftiFiles number(int at, float value) {
    header.putFloat(at, value);
    return this;
  }

  public NiftiFiles magic(String magic) {
    header.put(344, magic.getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  public byte[] bytes() {
    byte[] file = new byte[352 + voxels.length];
    header.get(0, file, 0, 352);
    System.arraycopy(voxels, 0, file, 352, voxels.length);
    return file;
  }

  public byte[] packed() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes());
    }
    return out.toByteArray();
  }
}
