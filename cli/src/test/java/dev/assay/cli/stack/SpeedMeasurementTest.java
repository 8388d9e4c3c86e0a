// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.study.AssumedSpeed;
import dev.assay.contracts.Json;
import dev.assay.weights.Architecture.Kind;
import dev.assay.weights.MachineSpeed;
import dev.assay.weights.MachineSpeed.Speed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpeedMeasurementTest {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private static final Instant MEASURED = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;
  private Duration age = Duration.ofDays(29);

  @Test
  void assumesTheStandardWhereThereIsNoEngine() {
    AssumedSpeed speed = measurement().of(2);

    assertThat(speed.speed()).isEqualTo(MachineSpeed.standard(2));
    assertThat(speed.origin()).contains("there is no engine in " + folder.resolve("root"));
    assertThat(home().folder()).doesNotExist();
  }

  @Test
  void takesWhatWasMeasuredWithThisEngine() throws Exception {
    engine("pytorch-engine-1.jar");
    MachineSpeed measured = kept(PROCESSORS, "pytorch-engine-1.jar");

    AssumedSpeed speed = measurement().of(2);

    assertThat(speed.speed()).isEqualTo(measured);
    assertThat(speed.origin())
        .contains("the speed of this machine with an engine and 2 threads")
        .contains(home().speed(2).toString());
  }

  /** The jar is none, so the child fails: what was kept must not be taken. */
  @Test
  void measuresAgainWithAnotherEngineAndSaysWhyItFailed() throws Exception {
    engine("pytorch-engine-2.jar");
    kept(PROCESSORS, "pytorch-engine-1.jar");

    AssumedSpeed speed = measurement().of(2);

    assertThat(speed.speed().isMeasured()).isFalse();
    assertThat(speed.origin())
        .contains("could not be measured: exit code 1, see " + home().log("speed"));
    assertThat(home().log("speed")).content().contains("MachineSpeedMain");
  }

  @Test
  void measuresAgainOnAnotherNumberOfProcessors() throws Exception {
    engine("pytorch-engine-1.jar");
    kept(PROCESSORS + 1, "pytorch-engine-1.jar");

    assertThat(measurement().of(2).speed().isMeasured()).isFalse();
  }

  @Test
  void measuresAgainAfterThirtyDays() throws Exception {
    engine("pytorch-engine-1.jar");
    kept(PROCESSORS, "pytorch-engine-1.jar");
    age = Duration.ofDays(30);

    assertThat(measurement().of(2).speed().isMeasured()).isFalse();
  }

  @Test
  void measuresAgainOnAnotherProcessor() throws Exception {
    engine("pytorch-engine-1.jar");
    kept(PROCESSORS, "pytorch-engine-1.jar", "another processor");

    assertThat(measurement().of(2).speed().isMeasured()).isFalse();
  }

  /** Such a file may be of a busy machine, because earlier versions measured wall time. */
  @Test
  void measuresAgainWhereTheFileHasNoTime() throws Exception {
    engine("pytorch-engine-1.jar");
    kept(PROCESSORS, "pytorch-engine-1.jar");
    String file = Files.readString(home().speed(2));
    Files.writeString(home().speed(2), file.replace("measuredAt", "earlier"));

    assertThat(measurement().of(2).speed().isMeasured()).isFalse();
  }

  private Home home() {
    return new Home(folder.resolve("home"));
  }

  private SpeedMeasurement measurement() {
    Clock clock = Clock.fixed(MEASURED.plus(age), ZoneOffset.UTC);
    return new SpeedMeasurement(new Installation(folder.resolve("root")), home(), clock);
  }

  private void engine(String jar) throws Exception {
    Path lib = Files.createDirectories(folder.resolve("root/backbones/target/lib"));
    Files.writeString(lib.resolve(jar), "not a jar");
  }

  private MachineSpeed kept(int processors, String engine) throws Exception {
    return kept(processors, engine, SpeedMeasurement.processor());
  }

  private MachineSpeed kept(int processors, String engine, String processor) throws Exception {
    MachineSpeed speed =
        new MachineSpeed(
            "an engine",
            processors,
            2,
            Map.of(Kind.CONVOLUTIONAL, new Speed(2, 1), Kind.TRANSFORMER, new Speed(2, 1)));
    home().prepare();
    Files.writeString(
        home().speed(2),
        Json.write(
            new SpeedMeasurement.Kept(MEASURED.toString(), processor, List.of(engine), speed)));
    return speed;
  }
}
