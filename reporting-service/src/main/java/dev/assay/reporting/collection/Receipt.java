// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.collection;

import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.ErasureConfirmed.Removed;
import dev.assay.contracts.event.ErasureRequested.ErasedStudy;
import java.util.List;

/**
 * What an erasure removed, once everything is removed.
 *
 * @param by name of the operator
 * @param requestedAt ISO 8601, UTC
 * @param endedAt likewise
 * @param hashes of the contents of the versions and of the weights files that are removed
 * @param studies whose data are withdrawn
 * @param services what each removed
 * @param files artifacts that are removed from the store
 * @param sharedFiles artifacts that something else refers to, and that stay
 */
public record Receipt(
    String erasure,
    String subject,
    String by,
    String requestedAt,
    String endedAt,
    List<String> hashes,
    List<ErasedStudy> studies,
    List<Part> services,
    int files,
    int sharedFiles) {

  /** What one service removed. */
  public record Part(String service, List<Removed> removed) {}

  String json() {
    return Json.write(this);
  }

  /** The hash that the audit log has. */
  static String hash(String json) {
    return Hash.ofText(json);
  }
}
