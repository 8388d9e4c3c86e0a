// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.dataset;

import dev.assay.contracts.DecodingOptions;
import dev.assay.data.store.VersionRow;
import dev.assay.datasets.layout.Provenance;
import dev.assay.datasets.scan.DatasetVersion;
import org.jspecify.annotations.Nullable;

/**
 * The settings with which a data set is registered, without its name and folder.
 *
 * @param layout name of the layout
 * @param synthetic whether a program drew the images; a marker file in the folder states it, too
 * @param decoding decoding options
 * @param provenance source and licence; absent: those of the layout
 * @param strict whether a data set of which much is left out is refused
 */
record Registration(
    String layout,
    boolean synthetic,
    DecodingOptions decoding,
    @Nullable Provenance provenance,
    boolean strict) {

  /** The settings of an upload. */
  static Registration of(String layout, DecodingOptions decoding, boolean strict) {
    return new Registration(layout, false, decoding, null, strict);
  }

  /** The settings with which a version was registered. */
  static Registration of(VersionRow row) {
    return new Registration(
        row.layout,
        row.synthetic,
        row.decodingOptions(),
        row.source == null || row.licence == null ? null : new Provenance(row.source, row.licence),
        false);
  }

  /** The scanned version with these settings. */
  DatasetVersion applyTo(DatasetVersion found) {
    DatasetVersion version = synthetic && !found.synthetic() ? found.asSynthetic() : found;
    return provenance == null ? version : version.withProvenance(provenance);
  }
}
