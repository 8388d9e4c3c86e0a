// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import dev.assay.contracts.CsvLine;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.reporting.render.text.Figures;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The part, class, group and attributes of every image of a data set; where images may show several
 * findings, a column of each in place of the class.
 */
final class SplitCsv {
  private SplitCsv() {}

  /**
   * In the order of the ids, and with the smallest subset instead of the rank that decides it: the
   * place of an image in an order that follows from names would give its name away.
   */
  static void write(SplitManifest split, List<Double> ratios, OutputStream out) throws IOException {
    TreeSet<String> attributes =
        split.entries().stream()
            .flatMap(entry -> entry.attributes().keySet().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    List<Function<SplitManifest.Entry, String>> columns = new ArrayList<>();
    List<String> names = new ArrayList<>();
    add(names, columns, "image_id", SplitManifest.Entry::image);
    add(names, columns, "group", SplitManifest.Entry::group);
    if (split.hasFindings()) {
      for (int f = 0; f < split.classes().size(); f++) {
        int index = f;
        add(
            names,
            columns,
            FindingTruths.column(split.classes().get(f)),
            entry -> FindingTruths.cell(Objects.requireNonNull(entry.findings()), index));
      }
    } else {
      add(names, columns, "true_label", entry -> split.classes().get(entry.label()));
    }
    add(names, columns, "part", entry -> entry.part().label());
    add(names, columns, "smallest_subset", entry -> smallestSubset(entry, ratios));
    for (String attribute : attributes) {
      String name = names.contains(attribute) ? "attribute_" + attribute : attribute;
      add(names, columns, name, entry -> entry.attributes().getOrDefault(attribute, ""));
    }
    BufferedWriter text =
        new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    text.write(CsvLine.of(names));
    List<SplitManifest.Entry> entries =
        split.entries().stream().sorted(Comparator.comparing(SplitManifest.Entry::image)).toList();
    for (SplitManifest.Entry entry : entries) {
      text.write(CsvLine.of(columns.stream().map(column -> column.apply(entry)).toList()));
    }
    text.flush();
  }

  /** The smallest subset ratio of the study whose training images have this one; else empty. */
  private static String smallestSubset(SplitManifest.Entry entry, List<Double> ratios) {
    return entry.part() != Part.TRAIN
        ? ""
        : ratios.stream()
            .filter(ratio -> entry.subsetRank() <= ratio)
            .findFirst()
            .map(Figures::exact)
            .orElse("");
  }

  private static void add(
      List<String> names,
      List<Function<SplitManifest.Entry, String>> columns,
      String name,
      Function<SplitManifest.Entry, String> value) {
    names.add(name);
    columns.add(value);
  }
}
