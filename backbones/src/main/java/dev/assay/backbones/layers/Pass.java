// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.layers;

import ai.djl.ndarray.NDArray;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a forward pass is for.
 *
 * <p>Layers own their results and close what they no longer need: a block closes every array it
 * made but the one it returns, and never its input. What automatic differentiation still needs
 * stays alive in the engine. Results belong to the manager of the input, so a step has its own.
 *
 * @param training batch normalisation uses and updates the statistics of the batch
 * @param seen is shown the output of each official module by its name; for tests
 * @param dropout name of the random numbers that decide what is dropped; absent: nothing is
 * @param folded each batch normalisation that follows a convolution is computed as a part of it,
 *     see {@link FoldedConv}; never in training
 * @param inspection sees what an explanation is made of
 */
public record Pass(
    boolean training,
    BiConsumer<String, NDArray> seen,
    @Nullable String dropout,
    boolean folded,
    Inspection inspection) {
  private static final BiConsumer<String, NDArray> NOBODY = (name, array) -> {};

  /** Training with nothing dropped: for what has no dropout, and where results must be exact. */
  public static final Pass TRAINING = new Pass(true, NOBODY, null, false, Inspection.NONE);

  public static final Pass EVALUATION = new Pass(false, NOBODY, null, false, Inspection.NONE);

  /** Evaluation of a network whose values no longer change: faster, and as exact as float32. */
  public static final Pass FOLDED = new Pass(false, NOBODY, null, true, Inspection.NONE);

  /**
   * Evaluation in a form of {@link dev.assay.contracts.recipe.RunSettings}.
   *
   * @param form absent: layer by layer
   */
  public static Pass evaluation(@Nullable String form) {
    return form == null ? EVALUATION : FOLDED;
  }

  public Pass {
    if (training && folded) {
      throw new IllegalArgumentException("folded: not in training, whose statistics change");
    }
  }

  public Pass(boolean training, BiConsumer<String, NDArray> seen) {
    this(training, seen, null, false, Inspection.NONE);
  }

  /**
   * Training with dropout, where the network has any.
   *
   * @param draw names the random numbers: the same name drops the same
   */
  public static Pass training(String draw) {
    return new Pass(true, NOBODY, draw, false, Inspection.NONE);
  }

  /** An evaluation, layer by layer, that is looked into. */
  public static Pass inspected(Inspection inspection) {
    return new Pass(false, NOBODY, null, false, inspection);
  }

  /** The last maps before they are pooled: {@link Inspection#maps}. */
  public NDArray maps(NDArray maps, int channelAxis) {
    return inspection.maps(maps, channelAxis);
  }

  /** How tokens attend to each other: {@link Inspection#attention}. */
  public void attends(NDArray queries, NDArray keys, int others, boolean ofMean) {
    inspection.attention(queries, keys, others, ofMean);
  }

  /** Shows an output to whoever listens; returns it. */
  public NDArray show(String module, NDArray output) {
    seen.accept(module, output);
    return output;
  }
}
