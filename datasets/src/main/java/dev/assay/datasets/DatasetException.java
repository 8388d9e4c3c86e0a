// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets;

import java.util.List;

/**
 * A folder that cannot be scanned or split as requested. The faults say what the user must change.
 */
public final class DatasetException extends Exception {
  private static final long serialVersionUID = 1;

  private final List<String> faults;

  public DatasetException(List<String> faults) {
    super(String.join("; ", faults));
    this.faults = List.copyOf(faults);
  }

  public DatasetException(String fault) {
    this(List.of(fault));
  }

  public DatasetException(String fault, Throwable cause) {
    super(fault, cause);
    this.faults = List.of(fault);
  }

  /** Every fault, each as one sentence. */
  public List<String> faults() {
    return faults;
  }
}
