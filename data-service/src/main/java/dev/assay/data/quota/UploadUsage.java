// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.quota;

import java.util.List;

/**
 * What callers hold in uploads, and the limits for each of them.
 *
 * @param callers by name
 */
public record UploadUsage(Limits limits, List<OfCaller> callers) {
  public UploadUsage {
    callers = List.copyOf(callers);
  }

  /**
   * 0 is no limit.
   *
   * @param bytes of files that were uploaded and are still there
   * @param files likewise
   * @param atOnce uploads that are received or registered
   * @param perHour uploads that are begun within an hour
   */
  public record Limits(long bytes, long files, int atOnce, int perHour) {}

  /**
   * @param caller as the audit log has it
   * @param bytes with what is reserved for uploads that are being received
   * @param files likewise
   * @param open uploads that are being received or registered
   * @param lastHour uploads that were begun within an hour
   * @param datasets which hold them, the largest first
   */
  public record OfCaller(
      String caller, long bytes, long files, int open, int lastHour, List<OfDataset> datasets) {
    public OfCaller {
      datasets = List.copyOf(datasets);
    }
  }

  /** What a data set has of one caller. */
  public record OfDataset(String dataset, long bytes, long files) {}
}
