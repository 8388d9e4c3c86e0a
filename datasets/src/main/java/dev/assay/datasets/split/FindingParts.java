// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import dev.assay.contracts.Part;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.scan.DatasetVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What must hold of the parts of images with several findings. A finding may be rare: it is then
 * left out of the mean with its reason, and the others need not wait for it. So it is a warning,
 * where a rare class is a fault.
 */
final class FindingParts {
  private static final int FEW_GROUPS = 10;

  private FindingParts() {}

  /**
   * @param warnings receives one for each finding that few groups of a part have
   * @throws DatasetException if a part has too few groups for anything
   */
  static void check(DatasetVersion version, Map<Part, List<Group>> parts, List<String> warnings)
      throws DatasetException {
    List<String> faults = new ArrayList<>();
    for (Part part : Part.values()) {
      List<Group> groups = parts.getOrDefault(part, List.of());
      if (groups.size() < StratifiedGroup.GROUPS_PER_CLASS_AND_PART) {
        faults.add(
            "%s has %d %ss; at least %d are needed"
                .formatted(
                    part.label(),
                    groups.size(),
                    version.groupKind(),
                    StratifiedGroup.GROUPS_PER_CLASS_AND_PART));
      }
      for (int f = 0; f < version.classes().size(); f++) {
        int finding = f;
        long with = groups.stream().filter(group -> group.has(finding)).count();
        if (with < FEW_GROUPS) {
          warnings.add(
              "finding '%s' is present in only %d %s%s in %s"
                  .formatted(
                      version.classes().get(f),
                      with,
                      version.groupKind(),
                      with == 1 ? "" : "s",
                      part.label()));
        }
      }
    }
    if (!faults.isEmpty()) {
      throw new DatasetException(faults);
    }
  }
}
