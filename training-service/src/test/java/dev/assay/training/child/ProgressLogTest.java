// SPDX-License-Identifier: Apache-2.0
package dev.assay.training.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.job.ChildEvent.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressLogTest {
  @TempDir Path folder;

  @Test
  void hasALineForEachStageAndEpoch() throws Exception {
    Path file = Files.writeString(folder.resolve("run.log"), "of the engine\n");
    ProgressLog log = new ProgressLog(file);

    log.add(progress("features", 0, 0, null, 240.0));
    log.add(progress("features", 0, 0, null, 250.0));
    log.add(progress("training", 0, 2, 0.9, null));
    log.add(progress("training", 1, 2, 0.5123456, 81.25));
    log.add(progress("training", 1, 2, 0.5, 80.0));
    log.add(progress("training", 2, 2, null, 82.0));

    assertThat(Files.readAllLines(file)).first().isEqualTo("of the engine");
    assertThat(Files.readAllLines(file).stream().skip(1))
        .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ .*"))
        .extracting(line -> line.substring(21))
        .containsExactly(
            "features, 240.0 images/s",
            "training, loss 0.9000",
            "training epoch 1 of 2, loss 0.5123, 81.3 images/s",
            "training epoch 2 of 2, 82.0 images/s");
  }

  @Test
  void aLogThatCannotBeWrittenStopsNothing() {
    ProgressLog log = new ProgressLog(folder.resolve("none").resolve("run.log"));

    log.add(progress("training", 1, 2, 0.5, 80.0));

    assertThat(folder.resolve("none")).doesNotExist();
  }

  private static Progress progress(
      String stage, int epoch, int epochs, Double loss, Double imagesPerSecond) {
    return new Progress(stage, epoch, epochs, 0, loss, null, null, imagesPerSecond, null, null);
  }
}
