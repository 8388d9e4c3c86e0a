// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.Json;
import dev.assay.contracts.file.ModelManifest.Epoch;
import dev.assay.contracts.job.ChildEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeterTest {
  @TempDir Path folder;

  private List<ChildEvent.Progress> reported(Path file) throws Exception {
    return Files.readAllLines(file).stream()
        .map(line -> (ChildEvent.Progress) Json.read(line, ChildEvent.class))
        .toList();
  }

  @Test
  void tellsRateAndTimeLeftAndNotEveryBatch() throws Exception {
    Path file = folder.resolve("events");
    AtomicLong clock = new AtomicLong();
    try (EventLog events = new EventLog(file)) {
      Meter meter = new Meter(events, "training", 2, 200, clock::get);
      // The engine starts.
      clock.addAndGet(20_000_000_000L);
      for (int batch = 1; batch <= 10; batch++) {
        clock.addAndGet(100_000_000L);
        meter.batch(batch * 10, 0.5);
      }
      meter.epoch(new Epoch(1, 0.4, 0.3, 0.9), 100);
      clock.addAndGet(1_000_000_000L);
      meter.batch(150, 0.2);
      meter.epoch(new Epoch(2, 0.2, 0.25, 0.95), 200);
    }

    List<ChildEvent.Progress> events = reported(file);

    assertThat(events)
        .extracting(ChildEvent.Progress::fraction)
        .containsExactly(0.05, 0.2, 0.35, 0.5, 0.75, 1.0);
    // The first batch waits for the engine, so it says nothing about the speed.
    assertThat(events.getFirst().imagesPerSecond()).isNull();
    assertThat(events.getFirst().etaSeconds()).isNull();
    ChildEvent.Progress third = events.get(2);
    assertThat(third.imagesPerSecond()).isEqualTo(100);
    assertThat(third.etaSeconds()).isEqualTo(1.3);
    ChildEvent.Progress last = events.get(5);
    assertThat(last.epoch()).isEqualTo(2);
    assertThat(last.loss()).isEqualTo(0.2);
    assertThat(last.validationAccuracy()).isEqualTo(0.95);
    assertThat(last.peakMemoryBytes()).isPositive();
  }

  @Test
  void aResumedStageCountsOnlyWhatThisAttemptDid() throws Exception {
    Path file = folder.resolve("events");
    AtomicLong clock = new AtomicLong();
    try (EventLog events = new EventLog(file)) {
      Meter meter = new Meter(events, "training", 10, 1000, clock::get);
      meter.resumeAt(8, 800);
      clock.addAndGet(1_000_000_000L);
      meter.batch(800, 0.5);
      meter.batch(810, 0.5);
      clock.addAndGet(1_000_000_000L);
      meter.batch(850, 0.5);
    }

    ChildEvent.Progress reported = reported(file).getLast();

    assertThat(reported.fraction()).isEqualTo(0.85);
    assertThat(reported.epoch()).isEqualTo(8);
    assertThat(reported.imagesPerSecond()).isEqualTo(40);
    assertThat(reported.etaSeconds()).isEqualTo(3.75);
  }
}
