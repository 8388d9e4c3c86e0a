package dev.assay.data.ingestion;

import org.jspecify.annotations.Nullable;

/**
 * How a data set's folder is watched: all the time, or by the clock.
 *
 * @param folder on the server
 * @param since ISO 8601, UTC
 * @param quiet ISO 8601 duration: as long must nothing have arrived, and each file have stayed as
 *     it is
 * @param maxWait likewise: a batch whose first arrival is this old is closed though more arrive;
 *     absent by the clock
 * @param cron when it is looked at, in five fields of cron; absent: all the time
 * @param zone IANA name of the time zone of {@code cron}
 * @param next ISO 8601, UTC: when it is looked at next; past if that is about to happen
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
