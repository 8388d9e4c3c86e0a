// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.weights;

/** Gets the progress of a file transfer. */
@FunctionalInterface
public interface Transfer {
  /**
   * @param total size in bytes; negative while unknown
   */
  void at(long done, long total);
}
