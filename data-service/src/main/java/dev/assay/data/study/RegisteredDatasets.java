// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.study;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Fault;
import dev.assay.data.store.DatasetRow;
import dev.assay.data.store.VersionRow;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the registered data sets that a study names. */
final class RegisteredDatasets {
  private RegisteredDatasets() {}

  /**
   * @param at place of the data set in the study file
   * @param decoding decoding options that the study states; absent: any
   * @param faults receives a fault for each difference between the study and the registration
   */
  static Optional<VersionRow> find(
      String name,
      String layout,
      @Nullable DecodingOptions decoding,
      String at,
      List<Fault> faults) {
    Optional<VersionRow> found =
        DatasetRow.of(name).filter(row -> row.versionId != null).map(DatasetRow::version);
    if (found.isEmpty()) {
      faults.add(
          new Fault(
              at + ".name",
              name,
              "is no registered data set; register its folder of images first"));
      return found;
    }
    VersionRow row = found.get();
    if (!row.layout.equals(layout)) {
      faults.add(
          new Fault(
              at + ".layout",
              layout,
              "is not the layout that data set '%s' was registered with, which is %s"
                  .formatted(name, row.layout)));
      return Optional.empty();
    }
    if (decoding != null && !decoding.equals(row.decodingOptions())) {
      faults.add(
          new Fault(
              at + ".decoding",
              decoding.words(),
              "is not what data set '%s' was registered with, which is %s; register it with these options"
                  .formatted(name, row.decodingOptions().words())));
      return Optional.empty();
    }
    return found;
  }
}
