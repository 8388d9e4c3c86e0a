package dev.assay.data.dataset;

import dev.assay.contracts.DecodingOptions;
import dev.assay.data.store.VersionRow;
import dev.assay.datasets.layout.Provenance;
import dev.assay.datasets.scan.DatasetVersion;
import org.jspecify.annotations.Nullable;

/**
 * What whoever registers a data set says about it, beside its name and where it lies.
 *
 * @param layout name of the layout
 * @param synthetic whether a program drew the images; a marker file among them says so, too
 * @param decoding how files become pixels
 * @param provenance where the images come from; absent: as the layout says
 */
record Registration(
    String layout, boolean synthetic, DecodingOptions decoding, @Nullable Provenance provenance) {

  /** An upload says no more than its layout and how it is to be read. */
  static Registration of(String layout, DecodingOptions decoding) {
    return new Registration(layout, false, decoding, null);
  }

  /** What was said about a version. */
  static Registration as(VersionRow row) {
    return new Registration(
        row.layout,
        row.synthetic,
        row.decodingOptions(),
        row.source == null || row.licence == null ? null : new Provenance(row.source, row.licence));
  }

  DatasetVersion on(DatasetVersion found) {
    DatasetVersion version = synthetic && !found.synthetic() ? found.asSynthetic() : found;
    return provenance == null ? version : version.withProvenance(provenance);
  }
}
