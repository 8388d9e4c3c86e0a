// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Values of options: refused with the name of the option, the value and what is accepted. */
final class Checked {
  private Checked() {}

  /** Runs a check of the library and turns its refusal into a message for the user. */
  static <T> T value(String option, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw CliException.badInput(option + ": " + e.getMessage());
    }
  }

  /** Two options that exclude each other. */
  static void refuse(String option, String other, boolean wrong) {
    if (wrong) {
      throw CliException.badInput(option + " does not go with " + other);
    }
  }

  /** One of these constants. */
  static <E extends Enum<E>> E choice(String option, String value, E[] values) {
    return choice(option, value, values, null);
  }

  /**
   * @param accepted what the message says; null: the constants
   */
  static <E extends Enum<E>> E choice(
      String option, String value, E[] values, @Nullable String accepted) {
    for (E constant : values) {
      if (spelled(constant).equals(value)) {
        return constant;
      }
    }
    String all =
        accepted != null
            ? accepted
            : String.join(", ", Arrays.stream(values).map(Checked::spelled).toList());
    throw CliException.badInput(option + ": '" + value + "' must be one of " + all);
  }

  private static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
