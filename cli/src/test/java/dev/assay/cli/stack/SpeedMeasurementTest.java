package dev.assay.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.study.AssumedSpeed;
import dev.assay.contracts.Json;
import dev.assay.weights.Architecture.Kind;
import dev.assay.weights.MachineSpeed;
import dev.assay.weights.MachineSpeed.Speed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpeedMeasurementTest {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  @TempDir Path folder;

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

  private Home home() {
    return new Home(folder.resolve("home"));
  }

  private SpeedMeasurement measurement() {
    return new SpeedMeasurement(new Installation(folder.resolve("root")), home());
  }

  private void engine(String jar) throws Exception {
    Path lib = Files.createDirectories(folder.resolve("root/backbones/target/lib"));
    Files.writeString(lib.resolve(jar), "not a jar");
  }

  private MachineSpeed kept(int processors, String engine) throws Exception {
    MachineSpeed speed =
        new MachineSpeed(
            "an engine",
            processors,
            2,
            Map.of(Kind.CONVOLUTIONAL, new Speed(2, 1), Kind.TRANSFORMER, new Speed(2, 1)));
    home().prepare();
    Files.writeString(
        home().speed(2), Json.write(new SpeedMeasurement.Kept(List.of(engine), speed)));
    return speed;
  }
}
