// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.dicom;

import java.util.Map;
import java.util.SortedMap;

/**
 * Maps modality values to the range 0 to 1 (PS3.3, C.11.2.1.2 and C.11.2.1.3).
 *
 * <p>For a file of more than eight bits that states neither window nor table the percentile rule is
 * used: linear from the 1st to the 99th percentile of its values without padding, both by the
 * nearest-rank definition (the value at rank {@code ceil(p * n)} of the sorted values).
 */
sealed interface Window {
  /** Between 0 and 1. */
  double apply(double value);

  /** The window as it is recorded with the image. */
  String label();

  /** The default function: {@code c - 0.5} and {@code w - 1}; w is at least 1. */
  record Linear(double center, double width) implements Window {
    @Override
    public double apply(double value) {
      double middle = center - 0.5;
      double half = (width - 1) / 2;
      if (value <= middle - half) {
        return 0;
      }
      if (value > middle + half) {
        return 1;
      }
      return (value - middle) / (width - 1) + 0.5;
    }

    @Override
    public String label() {
      return "linear " + center + " " + width;
    }
  }

  /** The linear function without the halves; w is above 0. */
  record LinearExact(double center, double width) implements Window {
    @Override
    public double apply(double value) {
      if (value <= center - width / 2) {
        return 0;
      }
      if (value > center + width / 2) {
        return 1;
      }
      return (value - center) / width + 0.5;
    }

    @Override
    public String label() {
      return "linear-exact " + center + " " + width;
    }
  }

  /** A logistic curve; w is above 0. */
  record Sigmoid(double center, double width) implements Window {
    @Override
    public double apply(double value) {
      return 1 / (1 + Math.exp(-4 * (value - center) / width));
    }

    @Override
    public String label() {
      return "sigmoid " + center + " " + width;
    }
  }

  /** The VOI lookup table of the file. */
  record Table(LookupTable table) implements Window {
    @Override
    public double apply(double value) {
      return (double) table.at(value) / table.most();
    }

    @Override
    public String label() {
      return "table";
    }
  }

  /** Eight bits that state no window are grey levels already. */
  record AsStored() implements Window {
    @Override
    public double apply(double value) {
      return value / 255;
    }

    @Override
    public String label() {
      return "as stored";
    }
  }

  /** The percentile rule with its two percentiles. */
  record Percentiles(double low, double high) implements Window {
    /**
     * @param counts how many pixels have each modality value, sorted by value, without padding
     */
    static Percentiles of(SortedMap<Double, Long> counts) {
      return counts.isEmpty()
          ? new Percentiles(0, 0)
          : new Percentiles(rank(counts, 1), rank(counts, 99));
    }

    private static double rank(SortedMap<Double, Long> counts, int percent) {
      long all = counts.values().stream().mapToLong(Long::longValue).sum();
      long rank = Math.max(1, (all * percent + 99) / 100);
      long seen = 0;
      for (Map.Entry<Double, Long> entry : counts.entrySet()) {
        seen += entry.getValue();
        if (seen >= rank) {
          return entry.getKey();
        }
      }
      return counts.lastKey();
    }

    @Override
    public double apply(double value) {
      if (high <= low) {
        return value > high ? 1 : 0;
      }
      return Math.clamp((value - low) / (high - low), 0.0, 1.0);
    }

    @Override
    public String label() {
      return "percentiles 1 99";
    }
  }
}
