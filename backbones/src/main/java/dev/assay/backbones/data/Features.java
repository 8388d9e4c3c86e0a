// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.layers.Pass;
import dev.assay.backbones.networks.Backbone;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.file.Crop;
import dev.assay.contracts.file.PackedImages;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.recipe.Augmentation;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import dev.assay.weights.TensorFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
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
 * tensor per {@link View} of an image under its key, sorted; so a file serves every split, seed,
 * subset and head of the same pixels, and one that lacks images can be completed.
 */
public final class Features {
  private static final int AT_ONCE_ON_GPU = 32;

  private final int length;
  private final Map<String, Tensor> byView;

  private Features(int length, Map<String, Tensor> byView) {
    this.length = length;
    this.byView = byView;
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

  public boolean has(View view) {
    return byView.containsKey(view.key());
  }

  /**
   * @throws IllegalArgumentException if they are not there
   */
  Tensor of(View view) {
    Tensor tensor = byView.get(view.key());
    if (tensor == null) {
      throw new IllegalArgumentException("no features of image " + view.key());
    }
    return tensor;
  }

  /**
   * These features and those of more views, computed in evaluation mode and without gradients.
   *
   * <p>On a CPU each is passed alone: in the last bits, the output of a network for an image
   * depends on the others in its batch, and those would depend on what is there already. It costs a
   * tenth.
   *
   * @param pixels resized by the preprocessing
   * @param pass one of evaluation
   * @param progress receives the number of views that are done
   */
  public Features completed(
      Backbone backbone,
      PackedImages pixels,
      Preprocessing preprocessing,
      List<View> views,
      NDManager manager,
      Pass pass,
      IntConsumer progress)
      throws IOException {
    PixelSamples.requireSize(pixels, preprocessing);
    Crop crop = new Crop(preprocessing);
    Augmenter augmenter = new Augmenter(Augmentation.STANDARD, preprocessing);
    FloatBatch memory = new FloatBatch();
    Map<String, Tensor> all = new TreeMap<>(byView);
    int atOnce = manager.getDevice().isGpu() ? AT_ONCE_ON_GPU : 1;
    long side = crop.size();
    for (int start = 0; start < views.size(); start += atOnce) {
      List<View> batch = views.subList(start, Math.min(start + atOnce, views.size()));
      ByteBuffer room = memory.room(batch.size() * 3 * side * side);
      FloatBuffer values = room.asFloatBuffer();
      for (View view : batch) {
        if (view.number() == 0) {
          crop.write(pixels.image(view.image()), values);
        } else {
          PixelsFile.Image image = pixels.image(view.image());
          augmenter.write(image, view.random(image), values);
        }
      }
      try (NDManager step = manager.newSubManager()) {
        NDArray images = FloatBatch.array(step, room, new Shape(batch.size(), 3, side, side));
        NDArray output = backbone.apply(pass, images);
        if (output.hasGradient()) {
          throw new IllegalStateException("a frozen backbone keeps memory for gradients");
        }
        float[] features = output.toFloatArray();
        for (int i = 0; i < batch.size(); i++) {
          String key = batch.get(i).key();
          float[] feature = Arrays.copyOfRange(features, i * length, (i + 1) * length);
          all.put(key, Tensor.of(key, List.of((long) length), feature));
        }
      }
      progress.accept(start + batch.size());
    }
    return new Features(length, new LinkedHashMap<>(all));
  }

  public void write(Path file) throws IOException {
    Safetensors.write(file, new ArrayList<>(new TreeMap<>(byView).values()), Map.of());
  }
}
