// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.decoding;

import dev.assay.datasets.dicom.DicomImage;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.nifti.NiftiFile;

/**
 * How much memory the decoding of an image may use. It follows from the header of the file alone,
 * never from the machine, so that the same files are read everywhere.
 */
final class DecodingMemory {
  /** The heap of a child for images of ordinary size, which stays for the next image. */
  static final long SMALLEST = 256L << 20;

  /** A child with a larger heap ends after its image. */
  static final long LARGEST_THAT_STAYS = 1L << 30;

  private static final long STEP = 256L << 20;

  /** What a child needs beside its image: classes, the young generation, readers. */
  private static final long FIXED = 96L << 20;

  /** A decoder copies the bytes of a file at most twice. */
  private static final int COPIES_OF_FILE = 3;

  private DecodingMemory() {}

  /** The heap of the child that reads a file of this size and its header. */
  static long heapForFile(long fileBytes) {
    return rounded(FIXED + COPIES_OF_FILE * fileBytes);
  }

  /** The heap of the child that decodes the file. */
  static long heap(byte[] file, PixelLimit limit) {
    long image =
        DicomImage.isDicom(file)
            ? DicomImage.memory(file, limit)
            : NiftiFile.isNifti(file)
                ? NiftiFile.memory(file, limit)
                : ImageDecoder.memory(file, limit);
    return rounded(FIXED + COPIES_OF_FILE * (long) file.length + image);
  }

  private static long rounded(long need) {
    long heap = SMALLEST;
    while (heap < need && heap < LARGEST_THAT_STAYS) {
      heap *= 2;
    }
    return need <= heap ? heap : (need + STEP - 1) / STEP * STEP;
  }

  /**
   * The native memory that a child with this heap may use beside it: the JVM itself, and twice what
   * an image that fills the heap needs.
   */
  static long nativeBytes(long heap) {
    return (1L << 30) + 2 * heap;
  }
}
