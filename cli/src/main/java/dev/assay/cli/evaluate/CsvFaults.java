// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.cli.CliException;
import dev.assay.contracts.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the faults of a CSV file, up to a limit. */
final class CsvFaults {
  private static final int MOST = 20;

  private final Path file;
  private final List<Fault> faults = new ArrayList<>();

  CsvFaults(Path file) {
    this.file = file;
  }

  static String at(String row, String column) {
    return row + ", column " + column;
  }

  void add(String place, @Nullable String value, String message) {
    if (faults.size() < MOST) {
      faults.add(new Fault(place, value, message));
    } else if (faults.size() == MOST) {
      faults.add(new Fault("and more", null, "correct these " + MOST + " first"));
    }
  }

  boolean none() {
    return faults.isEmpty();
  }

  void throwIfAny() {
    if (!faults.isEmpty()) {
      throw CliException.badInput(file.toString(), faults);
    }
  }
}
