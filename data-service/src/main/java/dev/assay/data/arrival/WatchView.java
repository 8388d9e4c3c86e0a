package dev.assay.data.arrival;

/**
 * How a data set's folder is watched.
 *
 * @param folder on the server
 * @param since ISO 8601, UTC
 * @param quiet ISO 8601 duration: as long must nothing have arrived, and each file have stayed as
 *     it is
 * @param maxWait likewise: a batch whose first arrival is this old is closed though more arrive
 */
public record WatchView(
    String dataset, String folder, String since, String quiet, String maxWait) {}
