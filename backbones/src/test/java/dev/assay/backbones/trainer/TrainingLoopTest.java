// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.child.EventLog;
import dev.assay.backbones.child.Meter;
import dev.assay.backbones.data.Samples;
import dev.assay.backbones.engine.CounterRandom;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.layers.DropoutProbe;
import dev.assay.contracts.Hash;
import dev.assay.contracts.recipe.Recipe;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLoopTest {
  @TempDir Path folder;

  /** Of two numbers each. */
  private record Numbers(int size) implements Samples {
    @Override
    public int label(int sample) {
      return sample % 2;
    }

    @Override
    public int atOnce() {
      return size;
    }

    @Override
    public NDArray batch(NDManager manager, int[] samples) {
      return manager.ones(new Shape(samples.length, 2));
    }
  }

  private List<String> draws(Torch torch, String run, long seed) throws Exception {
    DropoutProbe probe = new DropoutProbe(2, 2);
    probe.initialise(torch.manager(), CounterRandom::of);
    Recipe recipe = new Recipe("paper", "adam", 1e-3, 0, 2, 4, true, "none");
    Scratch scratch = new Scratch(folder.resolve(run), Hash.ofText(run), 2);
    Meter meter = new Meter(new EventLog(scratch.file("events")), "training", 2, 12);
    Spending spending = Spending.start(scratch.file(Spending.FILE));
    Attempt attempt = new Attempt(torch.manager(), scratch, meter, spending);
    new TrainingLoop(probe, new Numbers(6), new Numbers(2), recipe, 2, seed, 2, attempt).run();
    assertThat(probe.evaluation()).containsOnlyNulls();
    return probe.training().stream().map(String::valueOf).toList();
  }

  /** So that a resumed run drops what an undisturbed one does, and no two batches the same. */
  @Test
  void dropoutDependsOnSeedEpochAndPlaceAlone() throws Exception {
    try (Torch torch = Torch.start(1, "cpu")) {
      List<String> once = draws(torch, "once", 1);

      assertThat(once).hasSize(6).doesNotHaveDuplicates().doesNotContain("null");
      assertThat(draws(torch, "again", 1)).isEqualTo(once);
      assertThat(draws(torch, "other", 2)).doesNotContainAnyElementsOf(once);
    }
  }
}
