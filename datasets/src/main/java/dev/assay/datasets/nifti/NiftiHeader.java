// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.nifti;

import dev.assay.contracts.DecodingOptions.SliceAxis;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.image.UnusableImageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The header of a NIfTI-1 or NIfTI-2 file (nifti1.h, nifti2.h) whose voxels are in the same file.
 *
 * @param width number of voxels along the first axis
 * @param height along the second
 * @param depth along the third
 * @param type of a voxel
 * @param order of the bytes of numbers
 * @param start of the voxels
 * @param slope by which values are multiplied; 0 if they are not scaled
 * @param intercept that is added afterwards
 * @param darkest value that is to be shown black
 * @param brightest value that is to be shown white; not above {@code darkest} if the file does not
 *     state the two
 */
record NiftiHeader(
    long width,
    long height,
    long depth,
    VoxelType type,
    ByteOrder order,
    long start,
    double slope,
    double intercept,
    double darkest,
    double brightest) {
  static final int FIRST = 348;
  static final int SECOND = 540;

  /** Bytes that the longer of the two headers has. */
  static final int LONGEST = SECOND;

  /** Whether a file begins as NIfTI files do. */
  static boolean begins(byte[] start, int length) {
    return version(start, length) > 0;
  }

  /** 1 or 2; 0 if this is no such header. */
  private static int version(byte[] start, int length) {
    if (length < FIRST) {
      return 0;
    }
    ByteOrder order = order(start);
    int size = ByteBuffer.wrap(start).order(order).getInt(0);
    if (size == FIRST) {
      return magic(start, 344).matches("n[+i]1") ? 1 : 0;
    }
    return size == SECOND && length >= SECOND && magic(start, 4).matches("n[+i]2") ? 2 : 0;
  }

  private static ByteOrder order(byte[] start) {
    // The size of the header is less than 65536, so its two high bytes are zero.
    return start[2] == 0 && start[3] == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
  }

  private static String magic(byte[] start, int at) {
    return new String(start, at, 3, StandardCharsets.ISO_8859_1);
  }

  /**
   * @param start for which {@link #begins} is true
   * @throws UnusableImageException if it contradicts itself, or its voxels are not read
   */
  static NiftiHeader of(byte[] start, int length) throws UnusableImageException {
    int version = version(start, length);
    ByteOrder order = order(start);
    ByteBuffer in = ByteBuffer.wrap(start).order(order);
    if (magic(start, version == 1 ? 344 : 4).charAt(1) == 'i') {
      throw unsupported("header whose voxels are in another file (.hdr and .img); save it as .nii");
    }
    long[] dimensions = new long[8];
    for (int i = 0; i < 8; i++) {
      dimensions[i] = version == 1 ? in.getShort(40 + 2 * i) : in.getLong(16 + 8 * i);
    }
    if (dimensions[0] < 1 || dimensions[0] > 7) {
      throw corrupt("states " + dimensions[0] + " dimensions");
    }
    for (int i = 1; i < 8; i++) {
      if (i > dimensions[0]) {
        dimensions[i] = 1;
      }
      if (dimensions[i] < 1 || dimensions[i] > Integer.MAX_VALUE) {
        throw corrupt("states " + dimensions[i] + " voxels along axis " + i);
      }
      if (i > 3 && dimensions[i] > 1) {
        throw unsupported(
            "file of "
                + dimensions[i]
                + " volumes along axis "
                + i
                + "; save the one that is meant, for example with fslroi");
      }
    }
    int code = version == 1 ? in.getShort(70) : in.getShort(12);
    return new NiftiHeader(
        dimensions[1],
        dimensions[2],
        dimensions[3],
        VoxelType.of(code),
        order,
        start(version == 1 ? in.getFloat(108) : in.getLong(168), version),
        finite(version == 1 ? in.getFloat(112) : in.getDouble(176)),
        finite(version == 1 ? in.getFloat(116) : in.getDouble(184)),
        finite(version == 1 ? in.getFloat(128) : in.getDouble(200)),
        finite(version == 1 ? in.getFloat(124) : in.getDouble(192)));
  }

  private static long start(double stated, int version) throws UnusableImageException {
    long least = version == 1 ? FIRST : SECOND;
    if (!(stated >= least && stated <= Integer.MAX_VALUE)) {
      throw corrupt("states that its voxels begin at byte " + stated);
    }
    return (long) stated;
  }

  private static double finite(double value) {
    return Double.isFinite(value) ? value : 0;
  }

  /** Number of slices along an axis. */
  long slices(SliceAxis axis) {
    return switch (axis) {
      case FIRST -> width;
      case SECOND -> height;
      case THIRD -> depth;
    };
  }

  /** Columns of a slice. */
  long columns(SliceAxis axis) {
    return axis == SliceAxis.FIRST ? height : width;
  }

  /** Rows of a slice. */
  long rows(SliceAxis axis) {
    return axis == SliceAxis.THIRD ? height : depth;
  }

  /** Whether values are as they are shown: bytes that are neither scaled nor have a range. */
  boolean isShownAsStored() {
    boolean scaled = slope != 0 && (slope != 1 || intercept != 0);
    return type == VoxelType.UNSIGNED_8 && !scaled && !hasRange();
  }

  boolean hasRange() {
    return brightest > darkest;
  }

  /** The value of a stored number. */
  double scaled(double stored) {
    return slope == 0 ? stored : stored * slope + intercept;
  }

  static UnusableImageException corrupt(String what) {
    return new UnusableImageException(QuarantineReason.CORRUPT, "the NIfTI file " + what);
  }

  static UnusableImageException unsupported(String what) {
    return new UnusableImageException(QuarantineReason.UNSUPPORTED_FORMAT, "a NIfTI " + what);
  }
}
