// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.source;

/** Told what an archive takes of the disk while it is unpacked. */
@FunctionalInterface
public interface UnpackWatch {
  UnpackWatch NONE = (bytes, entries) -> {};

  /**
   * Called before it is written, or after it was deleted.
   *
   * @param bytes of files; negative if they were deleted
   * @param entries files, folders and links; likewise
   */
  void takes(long bytes, int entries);
}
