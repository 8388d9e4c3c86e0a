package dev.assay.backbones.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;

/** Labelled inputs of a network: images, or features of images. */
public interface Samples {
  int size();

  /** Index of the true class of a sample. */
  int label(int sample);

  /**
   * Some of the samples, stacked, as float32. Valid until the next batch of these samples is asked
   * for: the memory is used again.
   *
   * @param manager of the array, on its device
   */
  NDArray batch(NDManager manager, int[] samples) throws IOException;

  default int[] labels(int[] samples) {
    int[] labels = new int[samples.length];
    for (int i = 0; i < samples.length; i++) {
      labels[i] = label(samples[i]);
    }
    return labels;
  }
}
