package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.backbones.TinySplit;
import dev.assay.backbones.child.Child;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Native memory does not grow with the number of steps. */
class NativeMemoryTest {
  @TempDir Path folder;

  /**
   * What a step computes on the way is some 5 MB here, so a leak of a twelfth of it shows; the rest
   * of the room is for the heap, whose garbage counts, too.
   */
  @Test
  void isFlatOverThreeHundredTrainingSteps() throws Exception {
    TinySplit split = TinySplit.write(folder, 200, 10, 2);
    Runs warmUp = Runs.of(split, folder.resolve("warm-up")).modern(2);
    assertThat(warmUp.run()).isEqualTo(Child.DONE);
    Runs steps = warmUp.in(folder.resolve("steps")).modern(12);

    assertThat(steps.run()).isEqualTo(Child.DONE);

    long grown = steps.result().peakMemoryBytes() - warmUp.result().peakMemoryBytes();
    assertThat(grown).as("growth of the resident peak over 300 steps").isLessThan(128L << 20);
  }
}
