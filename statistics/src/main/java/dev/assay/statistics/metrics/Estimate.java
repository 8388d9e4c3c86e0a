// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

import java.util.List;
import java.util.OptionalDouble;

/** A number, or the reason why there is none. Never NaN. */
public sealed interface Estimate {

  /**
   * @param value finite
   * @param notes what the reader of the number must know, such as a precision counted as 0
   */
  record Value(double value, List<String> notes) implements Estimate {
    public Value {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("a value must be finite, not " + value);
      }
      notes = List.copyOf(notes);
    }
  }

  /**
   * @param reason a sentence for the reader of the table
   */
  record Undefined(String reason) implements Estimate {}

  default OptionalDouble number() {
    return switch (this) {
      case Value v -> OptionalDouble.of(v.value());
      case Undefined u -> OptionalDouble.empty();
    };
  }
}
