package dev.assay.backbones;

import ai.djl.ndarray.NDArray;
import java.util.function.BiConsumer;

/**
 * What a forward pass is for.
 *
 * <p>Layers own their results and close what they no longer need: a block closes every array it
 * made but the one it returns, and never its input. What automatic differentiation still needs
 * stays alive in the engine. Results belong to the manager of the input, so a step has its own.
 *
 * @param training batch normalisation uses and updates the statistics of the batch
 * @param seen is shown the output of each official module by its name; for tests
 */
public record Pass(boolean training, BiConsumer<String, NDArray> seen) {
  private static final BiConsumer<String, NDArray> NOBODY = (name, array) -> {};

  public static final Pass TRAINING = new Pass(true, NOBODY);
  public static final Pass EVALUATION = new Pass(false, NOBODY);

  NDArray show(String module, NDArray output) {
    seen.accept(module, output);
    return output;
  }
}
