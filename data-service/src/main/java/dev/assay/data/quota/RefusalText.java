// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.quota;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says why an upload has no room, and what makes room. */
final class RefusalText {
  private static final int SHOWN = 3;
  private static final long UNIT = 1024;

  private RefusalText() {}

  /**
   * @param bytes whether bytes are short; else files are
   */
  static String of(
      UploadUsage.Limits limits,
      UploadQuota.Reserved wanted,
      UploadUsages.Held held,
      List<UploadUsage.OfDataset> datasets,
      boolean bytes) {
    String used =
        bytes
            ? "you may hold %s in uploads and hold %s%s, and this one needs at least %s"
                .formatted(
                    size(limits.bytes()),
                    size(held.bytes()),
                    held.receiving() > 0
                        ? ", of which " + size(held.receiving()) + " are for uploads being received"
                        : "",
                    size(wanted.bytes()))
            : "you may hold %d files in uploads and hold %d, and this one has at least %d"
                .formatted(limits.files(), held.files(), wanted.files());
    return used + "; " + remedy(datasets, bytes);
  }

  private static String remedy(List<UploadUsage.OfDataset> datasets, boolean bytes) {
    if (datasets.isEmpty()) {
      return "send less, or ask the operator for more (ASSAY_UPLOAD_QUOTA, ASSAY_UPLOAD_FILES)";
    }
    String shown =
        datasets.stream()
            .limit(SHOWN)
            .map(
                held ->
                    "'%s' has %s"
                        .formatted(
                            held.dataset(), bytes ? size(held.bytes()) : held.files() + " files"))
            .collect(Collectors.joining(", "));
    return "room is made when an operator erases a data set that you uploaded, or versions of it"
        + " (assay erase data NAME, assay erase version NAME VERSION): "
        + shown
        + (datasets.size() > SHOWN ? ", and %d more".formatted(datasets.size() - SHOWN) : "");
  }

  /** To a tenth of a unit, as settings write it. */
  static String size(long bytes) {
    if (bytes < UNIT) {
      return bytes + " bytes";
    }
    double value = bytes;
    int unit = -1;
    while (value >= UNIT && unit < 4) {
      value /= UNIT;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %ciB", value, "KMGTP".charAt(unit));
  }
}
