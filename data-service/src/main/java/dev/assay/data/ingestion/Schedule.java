// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.assay.contracts.Fault;
import dev.assay.data.store.WatchRow;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Times at which a folder is polled.
 *
 * @param cron minute, hour, day of month, month, day of week; where both days are restricted,
 *     either of them matches
 * @param zone time zone of these fields
 */
record Schedule(String cron, ZoneId zone) {
  private static final Logger LOG = Logger.getLogger(Schedule.class);
  private static final String UTC = "UTC";
  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  /**
   * @param zone IANA name; absent: UTC
   * @param now there must be a time after it
   * @param faults receives every fault
   */
  static Optional<Schedule> of(
      String cron, @Nullable String zone, Instant now, List<Fault> faults) {
    Optional<ZoneId> place = zone(zone == null ? UTC : zone, faults);
    Optional<Cron> parsed = parse(cron, faults);
    if (place.isEmpty() || parsed.isEmpty()) {
      return Optional.empty();
    }
    Schedule schedule = new Schedule(cron.strip(), place.get());
    if (schedule.next(now).isEmpty()) {
      faults.add(new Fault("cron", cron, "matches no time at all"));
      return Optional.empty();
    }
    return Optional.of(schedule);
  }

  /** The schedule of a watched folder; empty if it is polled all the time. */
  static Optional<Schedule> of(WatchRow row) {
    return row.cron == null || row.zone == null
        ? Optional.empty()
        : Optional.of(new Schedule(row.cron, ZoneId.of(row.zone)));
  }

  private static Optional<ZoneId> zone(String zone, List<Fault> faults) {
    try {
      return Optional.of(ZoneId.of(zone));
    } catch (DateTimeException e) {
      LOG.debug("a text that is no time zone", e);
      faults.add(
          new Fault(
              "zone", zone, "must be a time zone of the IANA database, such as Europe/Zurich"));
      return Optional.empty();
    }
  }

  private static Optional<Cron> parse(String cron, List<Fault> faults) {
    try {
      return Optional.of(PARSER.parse(cron).validate());
    } catch (IllegalArgumentException e) {
      LOG.debug("a text that is no cron expression", e);
      faults.add(
          new Fault(
              "cron",
              cron,
              "must be minute, hour, day of month, month and day of week as in cron, such as"
                  + " 0 2 * * 1-5: "
                  + e.getMessage()));
      return Optional.empty();
    }
  }

  /** The first time of the schedule after the given one; empty if there is none. */
  Optional<Instant> next(Instant after) {
    return ExecutionTime.forCron(PARSER.parse(cron))
        .nextExecution(after.atZone(zone))
        .map(ZonedDateTime::toInstant);
  }
}
