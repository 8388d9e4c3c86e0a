// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

import java.util.Collection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks for compact constructors. Each failure names the field and its value. */
public final class Check {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private Check() {}

  /** A text that is not blank. */
  public static String text(String field, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(field + " must not be empty");
    }
    return value;
  }

  public static <T> T present(String field, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(field + " is missing");
    }
    return value;
  }

  public static <C extends Collection<?>> C notEmpty(String field, @Nullable C value) {
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException(field + " must have at least one element");
    }
    return value;
  }

  /** 64 lower-case hexadecimal digits. */
  public static String sha256(String field, @Nullable String value) {
    if (value == null || !SHA256.matcher(value).matches()) {
      throw new IllegalArgumentException(
          field + " must be 64 lower-case hexadecimal digits, not '" + value + "'");
    }
    return value;
  }

  public static void atLeast(String field, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(field + " must be at least " + least + ", not " + value);
    }
  }

  /** A version of a file format that this reader knows. */
  public static void formatVersion(int value, int known) {
    if (value != known) {
      throw new IllegalArgumentException(
          "formatVersion must be " + known + ", not " + value + ": another Assay wrote this file");
    }
  }

  /** Absent instead of a number that JSON cannot represent, such as the loss of a diverging run. */
  public static @Nullable Double finiteOrAbsent(@Nullable Double value) {
    return value == null || !Double.isFinite(value) ? null : value;
  }

  /** A finite number in the closed interval. */
  public static void within(String field, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          field + " must be from " + least + " to " + most + ", not " + value);
    }
  }
}
