// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.collection;

/**
 * What a run found and did.
 *
 * @param dryRun whether it only looked; then {@code removed} and {@code marked} are what a run
 *     would have removed and marked
 * @param kept what somebody refers to
 * @param young what was put too recently to be judged, whether or not somebody refers to it
 * @param marked what nobody refers to, and a later run removes if that is still so
 * @param removed what nobody refers to, and is gone
 */
public record CollectionReport(
    boolean dryRun, Amount kept, Amount young, Amount marked, Amount removed) {

  /** So many artifacts of so many bytes together. */
  public record Amount(long artifacts, long bytes) {
    static final Amount NONE = new Amount(0, 0);

    Amount and(long size) {
      return new Amount(artifacts + 1, bytes + size);
    }
  }
}
