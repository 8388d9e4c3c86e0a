// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.data;

import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.file.SplitManifest;
import java.util.List;

/** What the entries of a split say of several findings. */
final class Labels {
  private Labels() {}

  static boolean areFindings(List<SplitManifest.Entry> entries) {
    return !entries.isEmpty() && entries.getFirst().findings() != null;
  }

  static FindingLabels findings(List<SplitManifest.Entry> entries, int sample) {
    FindingLabels findings = entries.get(sample).findings();
    if (findings == null) {
      throw new IllegalStateException("these samples have one class each");
    }
    return findings;
  }
}
