// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

/** Receives the progress of a scan or a packing, one call at a time. */
@FunctionalInterface
public interface ScanProgress {
  ScanProgress SILENT = (done, total) -> {};

  /**
   * @param done files finished so far, rising from 1 to {@code total}
   */
  void advanced(int done, int total);

  /**
   * Called by a scan before the {@link #advanced} that counts the file.
   *
   * @param files left out so far, including those that the layout leaves out
   */
  default void leftOut(int files) {}
}
