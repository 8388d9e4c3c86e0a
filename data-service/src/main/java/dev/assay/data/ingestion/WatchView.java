// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import org.jspecify.annotations.Nullable;

/**
 * How the folder of a data set is watched: all the time, or on a schedule.
 *
 * @param folder on the server
 * @param since ISO 8601, UTC
 * @param quiet ISO 8601 duration: a batch is closed when no file has changed for so long
 * @param maxWait ISO 8601 duration: a batch that has been open for so long is closed even if files
 *     are still changing; absent with {@code cron}
 * @param cron when it is polled, in five fields of cron; absent: all the time
 * @param zone IANA name of the time zone of {@code cron}
 * @param next ISO 8601, UTC: the next poll; in the past if it is about to happen
 */
public record WatchView(
    String dataset,
    String folder,
    String since,
    String quiet,
    @Nullable String maxWait,
    @Nullable String cron,
    @Nullable String zone,
    @Nullable String next) {}
