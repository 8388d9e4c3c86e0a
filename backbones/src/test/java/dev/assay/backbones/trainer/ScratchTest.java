// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.Hash;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.weights.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
  private static final List<Checkpoint> BOTH = List.of(Checkpoint.values());
  private static final String ACCURACY = "best-accuracy.state.safetensors";
  private static final String LOSS = "best-loss.state.safetensors";

  @TempDir Path folder;

  private Scratch scratch() throws IOException {
    return new Scratch(folder, Hash.ofText("run"), 32);
  }

  private static List<Tensor> network(float value) {
    return List.of(Tensor.of("fc.weight", List.of(2L), new float[] {value, -value}));
  }

  private float best(Checkpoint which) throws IOException {
    return scratch().readBest(which).get("fc.weight").floats()[0];
  }

  /** Of a large network each is half a gigabyte. */
  @Test
  void anEpochThatIsBestInBothWaysIsWrittenOnce() throws IOException {
    scratch().saveBest(BOTH, network(1));

    assertThat(best(Checkpoint.BEST_ACCURACY)).isEqualTo(1);
    assertThat(best(Checkpoint.BEST_LOSS)).isEqualTo(1);
    assertThat(Files.getAttribute(folder.resolve(LOSS), "unix:ino"))
        .isEqualTo(Files.getAttribute(folder.resolve(ACCURACY), "unix:ino"));
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder(ACCURACY, LOSS);
  }

  @Test
  void thenOneIsReplacedWithoutTheOther() throws IOException {
    scratch().saveBest(BOTH, network(1));
    scratch().saveBest(List.of(Checkpoint.BEST_LOSS), network(2));
    assertThat(best(Checkpoint.BEST_ACCURACY)).isEqualTo(1);
    assertThat(best(Checkpoint.BEST_LOSS)).isEqualTo(2);

    scratch().saveBest(BOTH, network(3));
    scratch().saveBest(List.of(Checkpoint.BEST_ACCURACY), network(4));
    assertThat(best(Checkpoint.BEST_ACCURACY)).isEqualTo(4);
    assertThat(best(Checkpoint.BEST_LOSS)).isEqualTo(3);
  }

  /** Killed between making the second name and giving it its place. */
  @Test
  void whatAnAttemptLeftIsNeitherUsedNorWrittenInto() throws IOException {
    scratch().saveBest(BOTH, network(1));
    for (String name : List.of(ACCURACY, LOSS)) {
      Files.createLink(folder.resolve(name + ".link"), folder.resolve(ACCURACY));
    }

    scratch().saveBest(List.of(Checkpoint.BEST_LOSS), network(2));
    assertThat(best(Checkpoint.BEST_ACCURACY)).isEqualTo(1);
    scratch().saveBest(BOTH, network(3));

    assertThat(best(Checkpoint.BEST_ACCURACY)).isEqualTo(3);
    assertThat(best(Checkpoint.BEST_LOSS)).isEqualTo(3);
  }
}
