package dev.assay.datasets.scan;

/** Told how far a scan or a packing is; called from its threads, one call at a time. */
@FunctionalInterface
public interface ScanProgress {
  ScanProgress SILENT = (done, total) -> {};

  /**
   * @param done files finished so far, rising from 1 to {@code total}
   */
  void advanced(int done, int total);

  /**
   * Told by a scan before the {@link #advanced} that counts the file.
   *
   * @param files left out so far, those that the layout leaves out included
   */
  default void leftOut(int files) {}
}
