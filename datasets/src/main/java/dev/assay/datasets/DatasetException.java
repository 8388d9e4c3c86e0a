package dev.assay.datasets;

import java.util.List;

/** A folder or a split that cannot be used as asked; the user can say why from the faults alone. */
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

  /** Everything that is wrong, each a sentence of its own. */
  public List<String> faults() {
    return faults;
  }
}
