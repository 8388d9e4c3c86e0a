// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

import org.jspecify.annotations.Nullable;

/**
 * One fault in the input of a user: the field, its value, and what is accepted.
 *
 * @param field path of the field, e.g. {@code datasets[0].layout}, or the name of a file
 * @param value as the user wrote it; absent if there was none
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
