// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.assay.contracts.file.FindingLabels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Labelled inputs of a network: images, or features of images. */
public interface Samples {
  int size();

  /** Index of the true class of a sample. */
  int label(int sample);

  /**
   * What is known of each finding in a sample.
   *
   * @throws IllegalStateException if the samples have one class each
   */
  default FindingLabels findings(int sample) {
    throw new IllegalStateException("these samples have one class each");
  }

  /** Whether a sample may show several of the classes. */
  default boolean hasFindings() {
    return false;
  }

  /**
   * Some of the samples, stacked, as float32. Valid until the next batch of these samples is asked
   * for: the memory is used again.
   *
   * @param manager of the array, on its device
   */
  NDArray batch(NDManager manager, int[] samples) throws IOException;

  /**
   * What follows is of this epoch, from 1, in which augmented samples look different from any
   * other.
   */
  default void enterEpoch(int epoch) {}

  /**
   * How many are best passed through a network at once without gradients. Part of the last bits of
   * what is computed, so it is the same everywhere.
   */
  int atOnce();

  /** All samples in their order, {@link #atOnce()} at a time. */
  default List<int[]> inOrder() {
    List<int[]> batches = new ArrayList<>();
    for (int start = 0; start < size(); start += atOnce()) {
      batches.add(IntStream.range(start, Math.min(start + atOnce(), size())).toArray());
    }
    return batches;
  }

  default int[] labels(int[] samples) {
    int[] labels = new int[samples.length];
    for (int i = 0; i < samples.length; i++) {
      labels[i] = label(samples[i]);
    }
    return labels;
  }
}
