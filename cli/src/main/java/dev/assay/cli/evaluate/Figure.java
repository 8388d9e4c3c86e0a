// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.cli.evaluate.Evaluation.MetricValue;
import dev.assay.cli.evaluate.Evaluation.ModelCalibration;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Formats numbers for tables: three decimals, rounded once from the exact value. */
final class Figure {
  private static final int DECIMALS = 3;

  private Figure() {}

  static String shown(double value) {
    return new BigDecimal(value).setScale(DECIMALS, RoundingMode.HALF_EVEN).toPlainString();
  }

  /** A number with its sign, for differences. */
  static String signed(double value) {
    String text = shown(value);
    return value > 0 ? "+" + text : text;
  }

  /** An interval as {@code " [0.1, 0.2]"}, or an empty text. */
  static String interval(@Nullable Double lower, @Nullable Double upper) {
    return lower == null || upper == null ? "" : " [" + shown(lower) + ", " + shown(upper) + "]";
  }

  /** A metric with its interval and spread over seeds. */
  static String of(@Nullable MetricValue value) {
    if (value == null || value.point() == null) {
      return defined(null);
    }
    return shown(value.point())
        + interval(value.lower(), value.upper())
        + (value.seedSd() == null ? "" : " sd " + shown(value.seedSd()));
  }

  /** The names of all values that any model has, in a fixed order. */
  static List<String> calibrationKeys(List<ModelCalibration> models) {
    TreeSet<String> keys = new TreeSet<>();
    models.forEach(
        of -> {
          keys.addAll(of.raw().keySet());
          keys.addAll(of.calibrated().keySet());
        });
    return List.copyOf(keys);
  }

  /** {@code 0.412 -> 0.398}. */
  static String calibration(ModelCalibration of, String key) {
    return defined(of.raw().get(key)) + " -> " + defined(of.calibrated().get(key));
  }

  private static String defined(@Nullable Double value) {
    return value == null ? "n/a" : shown(value);
  }

  static String p(@Nullable Double p) {
    return p == null ? "n/a" : p < 0.001 ? "<0.001" : shown(p);
  }

  /** {@code 95} for 0.95. */
  static String percent(double share) {
    return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString();
  }

  /** The notes on a value, each preceded by its model and metric. */
  static List<String> notes(String model, MetricValue value) {
    List<String> notes = new ArrayList<>();
    String what = model + ", " + value.metric() + ": ";
    if (value.reason() != null) {
      notes.add(what + value.reason());
    }
    value.notes().forEach(note -> notes.add(what + note));
    return notes;
  }
}
