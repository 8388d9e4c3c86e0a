// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import dev.assay.contracts.Part;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ScannedImage;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the validation part that a data set predefines is too small to choose an epoch by.
 * Kaggle's chest X-rays have 16 validation images, of which one is 6 percentage points of accuracy.
 */
final class PublishedValidation {
  /** A class of fewer groups is small, unless the study's own share would be no larger. */
  static final int FEW_GROUPS = 10;

  private PublishedValidation() {}

  /**
   * @return what to tell the reader if the part is too small and the settings do not ask for it;
   *     empty if it is used, or if there is none
   */
  static Optional<String> tooSmall(DatasetVersion version, SplitSettings settings) {
    boolean used =
        version.hasPredefined(Part.VALIDATION)
            && !settings.mergeValidation()
            && !settings.publishedValidation()
            && !(settings.isFold() && version.hasPredefined(Part.TEST));
    if (!used) {
      return Optional.empty();
    }
    if (version.hasFindings()) {
      return tooFewGroups(version, settings);
    }
    int classes = version.classes().size();
    int[] inPart = new int[classes];
    int[] open = new int[classes];
    for (Group group : Group.of(version.images(), classes)) {
      if (group.images().stream().anyMatch(i -> isIn(i, Part.TEST))) {
        continue;
      }
      boolean validation = group.images().stream().anyMatch(i -> isIn(i, Part.VALIDATION));
      for (int label = 0; label < classes; label++) {
        if (group.has(label)) {
          open[label]++;
          inPart[label] += validation ? 1 : 0;
        }
      }
    }
    for (int label = 0; label < classes; label++) {
      if (inPart[label] < FEW_GROUPS && inPart[label] < settings.validationShare() * open[label]) {
        long images = version.images().stream().filter(i -> isIn(i, Part.VALIDATION)).count();
        return Optional.of(
            "the published validation part has %d images, %d %s of class '%s'; that is too few, so they join the training images, of which a share of %s is drawn for validation. split: {validation: published} takes the published part"
                .formatted(
                    images,
                    inPart[label],
                    version.groupKind() + (inPart[label] == 1 ? "" : "s"),
                    version.classes().get(label),
                    settings.validationShare()));
      }
    }
    return Optional.empty();
  }

  /** With findings, of which some are always rare, the part counts as a whole. */
  private static Optional<String> tooFewGroups(DatasetVersion version, SplitSettings settings) {
    Set<String> groups = new HashSet<>();
    version.images().stream()
        .filter(image -> isIn(image, Part.VALIDATION))
        .forEach(image -> groups.add(image.group()));
    return groups.size() >= FEW_GROUPS
        ? Optional.empty()
        : Optional.of(
            "the published validation part has %d %ss; that is too few, so they join the training images, of which a share of %s is drawn for validation. split: {validation: published} takes the published part"
                .formatted(groups.size(), version.groupKind(), settings.validationShare()));
  }

  private static boolean isIn(ScannedImage image, Part part) {
    return image.part().filter(part::equals).isPresent();
  }
}
