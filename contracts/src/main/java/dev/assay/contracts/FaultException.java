// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

import java.util.List;
import java.util.stream.Collectors;

/** Bad input, with every fault that was found; the user must act. */
public class FaultException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<Fault> faults;

  public FaultException(List<Fault> faults) {
    super(
        Check.notEmpty("faults", faults).stream()
            .map(Fault::line)
            .collect(Collectors.joining("\n")));
    this.faults = List.copyOf(faults);
  }

  public FaultException(Fault fault) {
    this(List.of(fault));
  }

  public List<Fault> faults() {
    return faults;
  }
}
