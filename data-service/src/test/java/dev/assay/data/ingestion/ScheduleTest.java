// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.Fault;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
  private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

  /** Weekdays counted by hand: 2026-01-01 is a Thursday. */
  @ParameterizedTest(name = "{0} after {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 2 * * *      | 2026-01-01T00:00:00Z | 2026-01-01T02:00:00Z
          0 2 * * *      | 2026-01-01T02:00:00Z | 2026-01-02T02:00:00Z
          */15 * * * *   | 2026-01-01T00:00:01Z | 2026-01-01T00:15:00Z
          0 2 * * 1-5    | 2026-01-02T03:00:00Z | 2026-01-05T02:00:00Z
          0 2 * * MON    | 2026-01-01T00:00:00Z | 2026-01-05T02:00:00Z
          0 2 * * 0      | 2026-01-01T00:00:00Z | 2026-01-04T02:00:00Z
          0 2 * * 7      | 2026-01-01T00:00:00Z | 2026-01-04T02:00:00Z
          30 4 1,15 * 5  | 2026-01-01T05:00:00Z | 2026-01-02T04:30:00Z
          30 4 1,15 * 5  | 2026-01-09T05:00:00Z | 2026-01-15T04:30:00Z
          0 0 29 2 *     | 2026-01-01T00:00:00Z | 2028-02-29T00:00:00Z
          """)
  void isCron(String cron, Instant after, Instant next) {
    assertThat(new Schedule(cron, ZoneOffset.UTC).next(after)).contains(next);
  }

  /** On 2026-03-29 the hour from two to three is missing, on 2026-10-25 it comes twice. */
  @ParameterizedTest(name = "{0} after {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 2 * * *  | 2026-01-01T00:00:00Z | 2026-01-01T01:00:00Z
          0 2 * * *  | 2026-07-01T00:00:00Z | 2026-07-02T00:00:00Z
          30 2 * * * | 2026-03-28T12:00:00Z | 2026-03-30T00:30:00Z
          30 2 * * * | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z
          30 2 * * * | 2026-10-25T00:30:00Z | 2026-10-26T01:30:00Z
          """)
  void isOfTheClockOnTheWall(String cron, Instant after, Instant next) {
    assertThat(new Schedule(cron, ZoneId.of("Europe/Zurich")).next(after)).contains(next);
  }

  @Test
  void namesWhatIsNoTime() {
    assertThat(faults("0 2 * *", null)).singleElement().asString().startsWith("cron: '0 2 * *': ");
    assertThat(faults("0 25 * * *", null).getFirst())
        .contains("must be minute, hour, day of month, month and day of week", "0 2 * * 1-5");
    assertThat(faults("* * * * * *", null)).hasSize(1);
    assertThat(faults("", null)).hasSize(1);
    assertThat(faults("0 0 30 2 *", null)).hasSize(1);
    assertThat(faults("0 2 * * *", "Mars/Olympus"))
        .containsExactly(
            "zone: 'Mars/Olympus': must be a time zone of the IANA database, such as"
                + " Europe/Zurich");
  }

  private static List<String> faults(String cron, @Nullable String zone) {
    List<Fault> faults = new ArrayList<>();
    assertThat(Schedule.of(cron, zone, NEW_YEAR, faults)).isEmpty();
    return faults.stream().map(Fault::line).toList();
  }
}
