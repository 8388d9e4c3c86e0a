// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import dev.assay.contracts.file.PartStatistics.Attribute;
import dev.assay.contracts.file.PartStatistics.Range;
import dev.assay.datasets.scan.DicomAttributes;
import dev.assay.datasets.scan.ScannedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/** Statistics of the sizes and attributes of images. */
public final class ImageStatistics {
  /**
   * Of an attribute with more values, which could identify patients, only their number is reported.
   */
  private static final int MOST_VALUES = 20;

  private ImageStatistics() {}

  /**
   * @return all zero if there are no values
   */
  public static Range range(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    return sorted.length == 0
        ? new Range(0, 0, 0)
        : new Range(sorted[0], sorted[(sorted.length - 1) / 2], sorted[sorted.length - 1]);
  }

  /** Statistics by name of the attribute, such as site, age or sex; keyed hashes are left out. */
  public static Map<String, Attribute> attributes(List<ScannedImage> images) {
    return summaries(images.stream().map(ScannedImage::attributes).toList());
  }

  static Map<String, Attribute> summaries(List<Map<String, String>> images) {
    Map<String, List<String>> values = new TreeMap<>();
    for (Map<String, String> image : images) {
      image.forEach(
          (name, value) -> {
            if (!DicomAttributes.isKeyed(name)) {
              values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
            }
          });
    }
    Map<String, Attribute> summaries = new TreeMap<>();
    values.forEach((name, all) -> summaries.put(name, summary(all)));
    return summaries;
  }

  private static Attribute summary(List<String> values) {
    Map<String, Integer> counts = new TreeMap<>();
    values.forEach(v -> counts.merge(v, 1, Integer::sum));
    List<OptionalDouble> numbers = values.stream().map(ImageStatistics::number).toList();
    // Two different numbers can be a code for yes and no.
    if (counts.size() > 2 && numbers.stream().allMatch(OptionalDouble::isPresent)) {
      Range range = range(numbers.stream().mapToDouble(OptionalDouble::getAsDouble));
      return new Attribute(values.size(), Map.of(), range, counts.size());
    }
    return new Attribute(
        values.size(), counts.size() > MOST_VALUES ? Map.of() : counts, null, counts.size());
  }

  private static OptionalDouble number(String value) {
    try {
      double number = Double.parseDouble(value);
      return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      // Not a number: the attribute is a category.
      return OptionalDouble.empty();
    }
  }
}
