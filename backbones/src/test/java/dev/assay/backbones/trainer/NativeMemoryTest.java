// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.backbones.TinySplit;
import dev.assay.backbones.child.Child;
import dev.assay.contracts.recipe.Recipe;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Native memory does not grow with the number of steps. */
@Tag("long")
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

  /** Images of 32 pixels, so that it takes a minute and not an hour. */
  @Test
  void isFlatOverASoakOfFiveHundredStepsOfThirtyTwoImages() throws Exception {
    TinySplit split = TinySplit.write(folder, 320, 10, 2);
    Runs warmUp = Runs.of(split, folder.resolve("warm-up")).recipe(adam(4)).microBatch(32);
    assertThat(warmUp.run()).isEqualTo(Child.DONE);
    Runs soak = warmUp.in(folder.resolve("soak")).recipe(adam(50));

    assertThat(soak.run()).isEqualTo(Child.DONE);

    long grown = soak.result().peakMemoryBytes() - warmUp.result().peakMemoryBytes();
    System.out.printf("500 steps at batch 32: the resident peak grew by %d MiB%n", grown >> 20);
    assertThat(grown).as("growth of the resident peak over 460 steps").isLessThan(128L << 20);
  }

  private static Recipe adam(int epochs) {
    return new Recipe("paper", "adam", 1e-3, 0, epochs, 32, true, "none");
  }
}
