// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.across;

import dev.assay.contracts.file.SplitLineage.Replicate;
import dev.assay.reporting.report.Report.Section;
import dev.assay.reporting.report.SplitFacts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The data sets of a study that are independent of each other. A section of the table does not
 * count if it shares its images, its test images or its models with an earlier section: a fold
 * whose data set has a row of all folds, a test of the same models on another set or on new images,
 * a data set under a second name. Folds or repeats that no row pools count as one data set
 * together.
 */
final class IndependentDatasets {
  private final Map<String, Dataset> datasets = new LinkedHashMap<>();
  private final Set<String> versions = new HashSet<>();
  private final Set<String> trained = new HashSet<>();
  private final Set<String> tested = new HashSet<>();

  /**
   * @param name for tables
   * @param count how many sections it has once all are split
   * @param sections one, or one for each fold or repeat that is split already
   */
  record Dataset(String name, int count, List<Section> sections) {}

  private IndependentDatasets() {}

  /** In the order of the study; sections that are not split yet are left out. */
  static List<Dataset> of(List<Section> sections) {
    IndependentDatasets found = new IndependentDatasets();
    sections.forEach(found::add);
    return List.copyOf(found.datasets.values());
  }

  private void add(Section section) {
    SplitFacts split = section.split();
    if (split == null || split.external() != null) {
      return;
    }
    // A row of all folds has no training images, since it has no models of its own.
    boolean sameModels = split.train().images() > 0 && !trained.add(split.hashes().train());
    boolean sameTest = !tested.add(split.hashes().test());
    boolean sameImages = !versions.add(split.version());
    if (sameModels) {
      return;
    }
    Replicate replicate = split.replicate();
    if (replicate == null) {
      if (!sameTest && !sameImages) {
        datasets.put(section.dataset(), new Dataset(section.dataset(), 1, List.of(section)));
      }
      return;
    }
    String suffix =
        ".%s-%d-of-%d".formatted(replicate.kind(), replicate.index(), replicate.count());
    if (section.dataset().endsWith(suffix)) {
      String base = section.dataset().substring(0, section.dataset().length() - suffix.length());
      add(section, base, replicate, sameTest || sameImages);
    }
  }

  private void add(Section section, String base, Replicate replicate, boolean seen) {
    String name = "%s (mean over %d %ss)".formatted(base, replicate.count(), replicate.kind());
    Dataset others = datasets.get(base);
    if (others == null && !seen) {
      datasets.put(base, new Dataset(name, replicate.count(), List.of(section)));
    } else if (others != null && others.name().equals(name)) {
      List<Section> together = new ArrayList<>(others.sections());
      together.add(section);
      datasets.put(base, new Dataset(name, replicate.count(), List.copyOf(together)));
    }
  }
}
