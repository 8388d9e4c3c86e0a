// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.contracts.file.PartStatistics;
import dev.assay.contracts.file.PartStatistics.Attribute;
import dev.assay.contracts.file.PartStatistics.Range;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.Words;
import dev.assay.reporting.report.Report.Section;
import dev.assay.reporting.report.SplitFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The statistics of a split's parts, for the note of its data set; train, validation, test. */
final class SplitStatistics {
  private SplitStatistics() {}

  /** Begins with a separator; empty for splits that state no statistics. */
  static String of(SplitFacts split, Section section) {
    List<String> words = new ArrayList<>();
    if (split.parent() != null) {
      words.add(
          "continues split " + Words.shortHash(split.parent()) + ", and no group changed its part");
    }
    List<PartStatistics> parts = split.statistics();
    if (!parts.isEmpty()) {
      words.add(
          parts.size() == 1 ? "of its images:" : "of the images for training / validation / test:");
      if (!"image".equals(split.groupKind())) {
        words.add(
            Words.plural(split.groupKind()) + " " + each(parts, p -> Integer.toString(p.groups())));
      }
      words.add("width " + each(parts, p -> range(p.width())));
      words.add("height " + each(parts, p -> range(p.height())));
      attributes(parts, words);
    }
    subsets(split, section, words);
    return words.stream().map(w -> "; " + w).collect(Collectors.joining()).replace(":; ", ": ");
  }

  private static void attributes(List<PartStatistics> parts, List<String> words) {
    TreeSet<String> names = new TreeSet<>();
    parts.forEach(p -> names.addAll(p.attributes().keySet()));
    for (String name : names) {
      words.add(
          name
              + " "
              + each(
                  parts,
                  p ->
                      p.attributes().containsKey(name)
                          ? attribute(p.attributes().get(name))
                          : "unknown"));
    }
  }

  private static String attribute(Attribute attribute) {
    Range range = attribute.range();
    if (range != null) {
      return range(range);
    }
    Map<String, Integer> counts = new TreeMap<>(attribute.counts());
    return counts.isEmpty()
        ? attribute.values() + " values"
        : counts.entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining(", "));
  }

  private static void subsets(SplitFacts split, Section section, List<String> words) {
    section.rows().stream()
        .map(row -> row.cell().subsetRatio())
        .filter(ratio -> ratio < 1)
        .distinct()
        .sorted()
        .forEach(
            ratio ->
                split
                    .subset(ratio)
                    .ifPresent(
                        images ->
                            words.add(
                                "subset %s has %s training images, %s of all"
                                    .formatted(
                                        Figures.exact(ratio),
                                        images,
                                        Figures.shown((double) images / split.train().images())))));
  }

  private static String each(List<PartStatistics> parts, Function<PartStatistics, String> words) {
    return parts.stream().map(words).collect(Collectors.joining(" / "));
  }

  private static String range(Range range) {
    return range.least() == range.most()
        ? Figures.exact(range.least())
        : "%s to %s (median %s)"
            .formatted(
                Figures.exact(range.least()),
                Figures.exact(range.most()),
                Figures.exact(range.median()));
  }
}
