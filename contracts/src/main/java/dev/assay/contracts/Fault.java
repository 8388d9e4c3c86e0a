package dev.assay.contracts;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with what a user gave: where, what it was, and what would be accepted.
 *
 * @param field path of the field, e.g. {@code datasets[0].layout}, or the name of a file
 * @param value as given; absent if there was none
 * @param message one sentence with the accepted form
 */
public record Fault(String field, @Nullable String value, String message) {
  public Fault {
    Check.text("field", field);
    Check.text("message", message);
  }

  /** For a person: {@code field: 'value': message}. */
  public String line() {
    return field + (value == null ? "" : ": '" + value + "'") + ": " + message;
  }
}
