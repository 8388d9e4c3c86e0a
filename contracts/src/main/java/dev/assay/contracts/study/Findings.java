// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What was found while a study was read. All nodes of one study share it. */
final class Findings {
  private final List<Fault> faults;
  private final Map<String, String> warnings = new LinkedHashMap<>();
  private final Consumer<KeyUse> keys;

  Findings(List<Fault> faults) {
    this(faults, use -> {});
  }

  /**
   * @param faults that were found before
   * @param keys receives every key that the reader reads
   */
  Findings(List<Fault> faults, Consumer<KeyUse> keys) {
    this.faults = new ArrayList<>(faults);
    this.keys = keys;
  }

  void fault(Fault fault) {
    faults.add(fault);
  }

  /**
   * Notes that an earlier name of a key was used. There is one warning for each name, however often
   * a study uses it.
   */
  void deprecated(String earlier, String now, String at) {
    warnings.putIfAbsent(
        earlier,
        "%s: the key '%s' is now called '%s'; the earlier name is still read and means the same"
            .formatted(at, earlier, now));
  }

  void use(KeyUse use) {
    keys.accept(use);
  }

  List<String> warnings() {
    return List.copyOf(warnings.values());
  }

  /**
   * @throws FaultException with every fault, if there is one
   */
  void throwFaults() {
    if (!faults.isEmpty()) {
      throw new FaultException(faults);
    }
  }
}
