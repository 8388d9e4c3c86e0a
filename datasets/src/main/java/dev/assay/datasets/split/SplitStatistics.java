package dev.assay.datasets.split;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.PartStatistics;
import dev.assay.contracts.file.PartStatistics.Attribute;
import dev.assay.contracts.file.PartStatistics.Range;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.datasets.scan.ScannedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Counts what the parts of a split consist of. */
final class SplitStatistics {
  /** An attribute with more values may be as good as a name; only their number is told. */
  private static final int MOST_VALUES = 20;

  private SplitStatistics() {}

  static List<PartStatistics> of(Split split) {
    return of(split, image -> Map.of());
  }

  /**
   * @param attributes what is known of an image, by name
   */
  static List<PartStatistics> of(
      Split split, Function<ScannedImage, Map<String, String>> attributes) {
    Map<String, ScannedImage> images = new HashMap<>();
    split.version().images().forEach(i -> images.put(i.image(), i));
    List<PartStatistics> parts = new ArrayList<>();
    for (Part part : Part.values()) {
      List<SplitManifest.Entry> entries =
          split.entries().stream().filter(e -> e.part() == part).toList();
      List<ScannedImage> found =
          entries.stream()
              .map(e -> Optional.ofNullable(images.get(e.image())).orElseThrow())
              .toList();
      parts.add(
          new PartStatistics(
              part,
              entries.size(),
              groups(entries).size(),
              Arrays.stream(split.counts(part)).boxed().toList(),
              classGroups(split, entries),
              range(found.stream().mapToDouble(ScannedImage::width).toArray()),
              range(found.stream().mapToDouble(ScannedImage::height).toArray()),
              attributes(found, attributes)));
    }
    return List.copyOf(parts);
  }

  private static Set<String> groups(List<SplitManifest.Entry> entries) {
    Set<String> groups = new HashSet<>();
    entries.forEach(e -> groups.add(e.group()));
    return groups;
  }

  private static List<Integer> classGroups(Split split, List<SplitManifest.Entry> entries) {
    List<Integer> counts = new ArrayList<>();
    for (int label = 0; label < split.version().classes().size(); label++) {
      int wanted = label;
      counts.add(groups(entries.stream().filter(e -> e.label() == wanted).toList()).size());
    }
    return counts;
  }

  private static Range range(double[] values) {
    Arrays.sort(values);
    return values.length == 0
        ? new Range(0, 0, 0)
        : new Range(values[0], values[(values.length - 1) / 2], values[values.length - 1]);
  }

  private static Map<String, Attribute> attributes(
      List<ScannedImage> images, Function<ScannedImage, Map<String, String>> attributes) {
    Map<String, List<String>> values = new TreeMap<>();
    for (ScannedImage image : images) {
      attributes
          .apply(image)
          .forEach(
              (name, value) -> values.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
    }
    Map<String, Attribute> summaries = new TreeMap<>();
    values.forEach((name, all) -> summaries.put(name, attribute(all)));
    return summaries;
  }

  static Attribute attribute(List<String> values) {
    Map<String, Integer> counts = new TreeMap<>();
    values.forEach(v -> counts.merge(v, 1, Integer::sum));
    List<OptionalDouble> numbers = values.stream().map(SplitStatistics::number).toList();
    boolean numeric = counts.size() > 2 && numbers.stream().allMatch(OptionalDouble::isPresent);
    if (numeric) {
      double[] all = numbers.stream().mapToDouble(OptionalDouble::getAsDouble).toArray();
      return new Attribute(values.size(), Map.of(), range(all), counts.size());
    }
    return new Attribute(
        values.size(), counts.size() > MOST_VALUES ? Map.of() : counts, null, counts.size());
  }

  private static OptionalDouble number(String value) {
    try {
      double number = Double.parseDouble(value);
      return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      // Words are as welcome as numbers.
      return OptionalDouble.empty();
    }
  }
}
