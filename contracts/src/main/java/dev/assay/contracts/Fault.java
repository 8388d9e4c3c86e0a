// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

import org.jspecify.annotations.Nullable;

/**
 * One fault in the input of a user: the field, its value, and what is accepted.
 *
 * <p>Whatever the input holds, the texts of a fault are {@link Printable}.
 *
 * @param field path of the field, e.g. {@code datasets[0].layout}, or the name of a file
 * @param value as the user wrote it; absent if there was none
 * @param message one sentence with the accepted form
 */
public record Fault(String field, @Nullable String value, String message) {
  public Fault {
    Check.text("field", field);
    Check.text("message", message);
    field = Printable.of(field);
    value = value == null ? null : Printable.of(value);
    message = Printable.of(message);
  }

  /** For a person: {@code field: 'value': message}. */
  public String line() {
    return field + (value == null ? "" : ": '" + value + "'") + ": " + message;
  }
}
