// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.across;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.ComparisonsFile.Contrast;
import dev.assay.contracts.file.ComparisonsFile.Point;
import dev.assay.reporting.report.Report.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A data set with the comparison of its cells on the primary metric. Of a data set with several
 * folds or repeats, numbers are means over them, as far as all of them have the number.
 *
 * @param name for tables
 * @param file the comparison of its first section
 * @param differences first minus second, in units of the metric
 * @param labels of these contrasts on this data set
 * @param errors standard errors of these differences, of those that have one
 * @param points value of the metric for each row
 */
record ComparedDataset(
    String name,
    ComparisonsFile file,
    Map<ContrastKind, Double> differences,
    Map<ContrastKind, String> labels,
    Map<ContrastKind, Double> errors,
    Map<RowKind, Double> points) {

  /**
   * @param files the comparison of each section, at least one
   * @param cells of the study, by cell id
   */
  static ComparedDataset of(String name, List<ComparisonsFile> files, Map<String, Cell> cells) {
    ComparisonsFile first = files.getFirst();
    Map<ContrastKind, String> labels = new LinkedHashMap<>();
    contrasts(first)
        .forEach(
            contrast -> labels.putIfAbsent(ContrastKind.of(contrast, cells), contrast.label()));
    return new ComparedDataset(
        name,
        first,
        means(
            files.stream().map(file -> differences(file, cells)).toList(),
            List.copyOf(labels.keySet())),
        labels,
        // folds and repeats share images, so that a mean is hardly surer than one of them
        means(
            files.stream().map(file -> errors(file, cells)).toList(), List.copyOf(labels.keySet())),
        means(
            files.stream().map(file -> points(file, cells)).toList(),
            first.primary().points().stream()
                .map(point -> ContrastKind.row(point.cellId(), cells))
                .toList()));
  }

  /** The comparisons of a data set, as far as there are any. */
  static List<ComparisonsFile> comparisons(List<Section> sections) {
    return sections.stream().map(Section::comparison).filter(Objects::nonNull).toList();
  }

  /** Of several findings those of the means: another data set has other findings. */
  private static List<Contrast> contrasts(ComparisonsFile file) {
    return Objects.requireNonNullElse(file.primary().means(), file.primary().contrasts());
  }

  private static Map<ContrastKind, Double> differences(
      ComparisonsFile file, Map<String, Cell> cells) {
    return contrasts(file).stream()
        .collect(
            Collectors.toMap(
                contrast -> ContrastKind.of(contrast, cells),
                Contrast::difference,
                // Two ready-made questions may be about the same rows.
                (one, other) -> one));
  }

  private static Map<ContrastKind, Double> errors(ComparisonsFile file, Map<String, Cell> cells) {
    Map<ContrastKind, Double> errors = new LinkedHashMap<>();
    for (Contrast contrast : contrasts(file)) {
      Double error = contrast.standardError();
      if (error != null && error > 0) {
        errors.putIfAbsent(ContrastKind.of(contrast, cells), error);
      }
    }
    return errors;
  }

  private static Map<RowKind, Double> points(ComparisonsFile file, Map<String, Cell> cells) {
    return file.primary().points().stream()
        .collect(Collectors.toMap(p -> ContrastKind.row(p.cellId(), cells), Point::value));
  }

  /** Of the keys that all maps have, in the given order. */
  private static <K> Map<K, Double> means(List<Map<K, Double>> all, List<K> keys) {
    Map<K, Double> means = new LinkedHashMap<>();
    for (K key : keys) {
      if (all.stream().allMatch(values -> values.containsKey(key))) {
        means.put(
            key,
            all.stream()
                .mapToDouble(values -> values.getOrDefault(key, 0.0))
                .average()
                .orElseThrow());
      }
    }
    return means;
  }
}
