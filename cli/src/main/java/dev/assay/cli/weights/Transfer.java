package dev.assay.cli.weights;

/** Hears how far a file is. */
@FunctionalInterface
public interface Transfer {
  /**
   * @param total in bytes; negative while nobody has said
   */
  void at(long done, long total);
}
