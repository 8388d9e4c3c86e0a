// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.nifti;

import dev.assay.datasets.image.UnusableImageException;
import java.nio.ByteBuffer;
import java.util.Map;

/** The types of voxels that are read, by the codes of nifti1.h. */
enum VoxelType {
  UNSIGNED_8(2, 1),
  SIGNED_16(4, 2),
  SIGNED_32(8, 4),
  FLOAT_32(16, 4),
  FLOAT_64(64, 8),
  COLOUR(128, 3),
  SIGNED_8(256, 1),
  UNSIGNED_16(512, 2),
  UNSIGNED_32(768, 4),
  SIGNED_64(1024, 8),
  UNSIGNED_64(1280, 8),
  COLOUR_AND_OPACITY(2304, 4);

  private static final Map<Integer, String> NOT_READ =
      Map.of(
          0, "of an unknown type",
          1, "of single bits",
          32, "of complex numbers",
          1536, "of numbers of 128 bits",
          1792, "of complex numbers",
          2048, "of complex numbers");

  private final int code;
  private final int bytes;

  VoxelType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  boolean isColour() {
    return this == COLOUR || this == COLOUR_AND_OPACITY;
  }

  static VoxelType of(int code) throws UnusableImageException {
    for (VoxelType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw NiftiHeader.unsupported(
        "file with voxels "
            + NOT_READ.getOrDefault(code, "of the type " + code)
            + "; whole numbers of 8 to 64 bits, floating-point numbers of 32 and 64 bits, and RGB"
            + " are read");
  }

  /** The number at a position; of colours, which have three, not defined. */
  double at(ByteBuffer in, int position) {
    return switch (this) {
      case UNSIGNED_8 -> in.get(position) & 0xff;
      case SIGNED_8 -> in.get(position);
      case SIGNED_16 -> in.getShort(position);
      case UNSIGNED_16 -> Short.toUnsignedInt(in.getShort(position));
      case SIGNED_32 -> in.getInt(position);
      case UNSIGNED_32 -> Integer.toUnsignedLong(in.getInt(position));
      case FLOAT_32 -> in.getFloat(position);
      case FLOAT_64 -> in.getDouble(position);
      case SIGNED_64 -> in.getLong(position);
      case UNSIGNED_64 -> unsigned(in.getLong(position));
      case COLOUR, COLOUR_AND_OPACITY -> throw new IllegalStateException("a colour is no number");
    };
  }

  private static double unsigned(long value) {
    return value >= 0 ? value : (value >>> 1 | value & 1) * 2.0;
  }
}
