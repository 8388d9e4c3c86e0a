package dev.assay.backbones.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.assay.backbones.Backbone;
import dev.assay.backbones.Pass;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import dev.assay.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/**
 * The pooled features of images under one frozen backbone. In a file: safetensors, one float32
 * tensor per image under the hash of its id, sorted; so a file serves every split, seed and subset
 * of the same pixels, and one that lacks images can be completed.
 */
public final class Features {
  private final int length;
  private final Map<String, Tensor> byImage;

  private Features(int length, Map<String, Tensor> byImage) {
    this.length = length;
    this.byImage = byImage;
  }

  public static Features none(int length) {
    return new Features(length, Map.of());
  }

  /**
   * @param length of each feature
   * @throws IllegalArgumentException if the file's features have another
   */
  public static Features read(Path file, int length) throws IOException {
    Map<String, Tensor> tensors = TensorFile.read(file);
    for (Tensor tensor : tensors.values()) {
      if (!tensor.shape().equals(List.of((long) length))) {
        throw new IllegalArgumentException(
            "%s: a feature of shape %s; expected %d numbers"
                .formatted(file, tensor.shape(), length));
      }
    }
    return new Features(length, tensors);
  }

  /** Numbers per image. */
  public int length() {
    return length;
  }

  public boolean has(String image) {
    return byImage.containsKey(image);
  }

  /**
   * @throws IllegalArgumentException if they are not there
   */
  Tensor of(String image) {
    Tensor tensor = byImage.get(image);
    if (tensor == null) {
      throw new IllegalArgumentException("no features of image " + image);
    }
    return tensor;
  }

  /**
   * These features and those of more images, computed in evaluation mode and without gradients,
   * each image once as it is.
   *
   * @param progress is told how many images are done
   */
  public Features completed(
      Backbone backbone, PixelSamples images, NDManager manager, IntConsumer progress)
      throws IOException {
    Map<String, Tensor> all = new TreeMap<>(byImage);
    int done = 0;
    for (int[] batch : images.inOrder()) {
      try (NDManager step = manager.newSubManager()) {
        NDArray output = backbone.apply(Pass.EVALUATION, images.batch(step, batch));
        float[] values = output.toFloatArray();
        for (int i = 0; i < batch.length; i++) {
          String image = images.image(batch[i]);
          float[] feature = Arrays.copyOfRange(values, i * length, (i + 1) * length);
          all.put(image, Tensor.of(image, List.of((long) length), feature));
        }
      }
      done += batch.length;
      progress.accept(done);
    }
    return new Features(length, new LinkedHashMap<>(all));
  }

  public void write(Path file) throws IOException {
    Safetensors.write(file, new ArrayList<>(new TreeMap<>(byImage).values()), Map.of());
  }
}
