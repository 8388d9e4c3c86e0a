// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.dataset;

import dev.assay.data.store.ImageRow;
import dev.assay.data.store.QuarantineRow;
import dev.assay.data.store.VersionRow;

/**
 * A version in the list of a data set's versions.
 *
 * @param version hash of its content
 * @param registeredAt ISO 8601, UTC: when this content was registered for the first time
 * @param current whether new studies use it
 * @param images number of images that can be used
 * @param quarantined number of files that are left out
 */
public record VersionSummary(
    String version, String registeredAt, boolean current, long images, long quarantined) {

  static VersionSummary of(VersionRow row, boolean current) {
    return new VersionSummary(
        row.contentHash,
        row.registeredAt.toString(),
        current,
        ImageRow.count("versionId", row.id),
        QuarantineRow.count("versionId", row.id));
  }
}
