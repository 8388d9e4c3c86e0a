// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import dev.assay.contracts.study.StudySpec.Dataset;
import dev.assay.contracts.study.StudySpec.Split;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the data sets of a study and how each is split. */
final class DatasetReader {
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";
  private static final String NAME_FORM = "a name of letters, digits, '.', '_' and '-'";
  private static final String REFUSE = "refuse";
  private static final double STANDARD_VALIDATION = 0.2;

  private final Collection<String> layouts;

  /** The names of the data sets and sections read so far. */
  private final Set<String> names = new HashSet<>();

  private DatasetReader(Collection<String> layouts) {
    this.layouts = layouts;
  }

  /**
   * @param layouts names that a data set may use
   */
  static List<Dataset> read(StudyNode study, Collection<String> layouts) {
    if (!study.has("datasets") && study.isMapping()) {
      study.fault("datasets", null, "is missing; it must list at least one data set");
    }
    DatasetReader reader = new DatasetReader(layouts);
    List<Dataset> datasets = new ArrayList<>();
    for (StudyNode node : study.list("datasets").mappings()) {
      datasets.add(reader.dataset(node));
    }
    return datasets;
  }

  /** The name of a study or of a set of images; empty if it is missing. */
  static String name(StudyNode node) {
    String name = node.required("name", NAME_FORM);
    if (!name.isEmpty() && !name.matches(NAME)) {
      node.fault("name", name, "must be 1 to 64 letters, digits, '.', '_' and '-'");
    }
    return name;
  }

  /** The layout of a set of images; empty if it is missing. */
  static String layout(StudyNode node, Collection<String> layouts) {
    String layout = node.required("layout", "one of " + String.join(", ", layouts));
    // Some layouts read one finding of several, as chexpert/Pneumonia does.
    if (!layout.isEmpty() && !layouts.contains(layout.split("/", 2)[0])) {
      node.fault("layout", layout, "must be one of " + String.join(", ", layouts));
    }
    return layout;
  }

  private Dataset dataset(StudyNode node) {
    String name = name(node);
    if (!name.isEmpty() && !names.add(name)) {
      node.fault("name", name, "is the name of another data set of this study");
    }
    String layout = FindingsReader.layout(node, layout(node, layouts));
    String images = node.text("images", null);
    var decoding = DecodingReader.read(node);
    Split split = split(node.child("split"));
    List<ExternalSet> external = ExternalReader.read(node, name, layouts);
    if (!external.isEmpty() && !split.replicates().isEmpty()) {
      node.fault(
          "external",
          null,
          "is tested by the models of one split; with folds or repeats there are several");
    }
    node.refuseUnknownKeys();
    Dataset dataset = new Dataset(name, layout, images, decoding, split, external);
    if (dataset.sections().size() > 1 && !names.addAll(dataset.sections())) {
      node.fault("name", name, "gives its folds or repeats the name of another data set");
    }
    if (dataset.externalSections().stream().anyMatch(section -> !names.add(section))) {
      node.fault("external", null, "gives a section the name of another data set");
    }
    return dataset;
  }

  private static Split split(StudyNode node) {
    long seed = node.integer("seed", 1, 0, Long.MAX_VALUE);
    @Nullable Double validation =
        node.numberOr(Split.PUBLISHED, "validation", STANDARD_VALIDATION, 0.01, 0.5);
    double test = node.number("test", 0.2, 0.01, 0.5);
    @Nullable Integer folds = node.integerOrNull("folds", 2, 20);
    @Nullable Integer repeats = node.integerOrNull("repeats", 2, 100);
    if (folds != null && repeats != null) {
      node.fault("repeats", repeats, "cannot be used together with folds");
      repeats = null;
    }
    String overlap = node.oneOf("overlap", REFUSE, List.of(REFUSE, Split.DROP));
    node.refuseUnknownKeys();
    return new Split(
        seed,
        validation == null ? STANDARD_VALIDATION : validation,
        test,
        folds,
        repeats,
        overlap.equals(Split.DROP) ? overlap : null,
        null,
        validation == null ? Split.PUBLISHED : null);
  }
}
