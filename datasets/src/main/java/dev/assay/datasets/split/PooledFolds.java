// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.datasets.PatientLeakage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The test parts of all folds of a data set as one test set. Each image is tested once, by the
 * model of the fold whose training part does not have its group. Nothing is trained on this split.
 */
public final class PooledFolds {
  private PooledFolds() {}

  /**
   * @param folds all folds of one data set, in their order
   * @return empty if there is nothing to pool: no folds, or a predefined test part, on which the
   *     models of all folds are tested
   */
  public static Optional<Split> of(List<Split> folds) {
    if (folds.size() < 2
        || folds.stream().anyMatch(fold -> !fold.settings().isFold())
        || folds.getFirst().version().hasPredefined(Part.TEST)) {
      return Optional.empty();
    }
    Split first = folds.getFirst();
    List<SplitManifest.Entry> entries = new ArrayList<>();
    Set<String> warnings = new LinkedHashSet<>();
    for (Split fold : folds) {
      fold.entries().stream().filter(e -> e.part() == Part.TEST).forEach(entries::add);
    }
    warnings.addAll(first.version().warnings());
    PatientLeakage.warning(first.version().groupKind()).ifPresent(warnings::add);
    warnings.add(
        "out-of-fold predictions of %d folds, pooled: each image is scored once, by the model of the fold that had not seen its %s; the models share training images, so the spread over training sets is not in the intervals"
            .formatted(folds.size(), first.version().groupKind()));
    entries.sort(Comparator.comparing(SplitManifest.Entry::image));
    record Identity(String kind, List<String> folds) {}
    return Optional.of(
        new Split(
            first.version(),
            first.settings().withoutReplicate(),
            Hash.ofJson(new Identity("pooled", folds.stream().map(Split::splitId).toList())),
            Optional.empty(),
            entries,
            List.of(),
            first.folds(),
            List.copyOf(warnings)));
  }
}
