// SPDX-License-Identifier: Apache-2.0
package dev.assay.system.fuzz;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A parser of foreign bytes.
 *
 * @param seeds good files of its format, and bad ones that were seen
 * @param documented the exceptions by which it may refuse a file; subclasses count
 */
record Parser(
    String name, List<byte[]> seeds, Reading reading, Set<Class<? extends Throwable>> documented) {
  /** Reads a file of one format. */
  @FunctionalInterface
  interface Reading {
    /**
     * @param folder empty, for files that it needs
     */
    void read(byte[] bytes, Path folder) throws Exception;
  }

  boolean documents(Throwable thrown) {
    return documented.stream().anyMatch(type -> type.isInstance(thrown));
  }

  @Override
  public String toString() {
    return name;
  }
}
