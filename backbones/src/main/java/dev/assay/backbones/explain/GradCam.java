// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.explain;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.layers.Inspection;
import dev.assay.backbones.layers.NamedBlock;
import dev.assay.backbones.layers.Pass;
import org.jspecify.annotations.Nullable;

/**
 * Grad-CAM (Selvaraju et al., Grad-CAM: Visual Explanations from Deep Networks via Gradient-based
 * Localization, 2017, arXiv:1610.02391). With the last maps A^k of a network and the logit y^c of a
 * class, before any softmax:
 *
 * <pre>
 * alpha_k = mean over the places ij of dy^c / dA^k_ij
 * map     = ReLU(sum over k of alpha_k A^k)
 * </pre>
 *
 * The network runs up to the maps without a graph; they are the leaf at which it begins.
 */
public final class GradCam implements Inspection {
  private @Nullable NDArray leaf;
  private int channelAxis;

  private GradCam() {}

  /**
   * The map of one image.
   *
   * @param network from an image to logits, in evaluation
   * @param image 1 x 3 x H x W
   * @param label index of the class
   * @throws IllegalStateException if the network shows no maps
   */
  public static PlaceMap of(NamedBlock network, NDArray image, int label) {
    GradCam cam = new GradCam();
    try (GradientCollector gradients = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray logits = network.apply(Pass.inspected(cam), image);
      gradients.backward(logits.get(0).get(label));
      return cam.map();
    }
  }

  @Override
  public NDArray maps(NDArray maps, int axis) {
    if (leaf != null) {
      throw new IllegalStateException("a network has its last maps once");
    }
    NDArray own = maps.duplicate();
    maps.close();
    own.setRequiresGradient(true);
    leaf = own;
    channelAxis = axis;
    // The network may close or change what it goes on with.
    try (NDArray one = Torch.owned(own.getManager(), 1)) {
      return own.mul(one);
    }
  }

  private PlaceMap map() {
    if (leaf == null) {
      throw new IllegalStateException("the network shows no maps");
    }
    Shape shape = leaf.getShape();
    boolean last = channelAxis == 3;
    int channels = (int) shape.get(channelAxis);
    int rows = (int) shape.get(last ? 1 : 2);
    int columns = (int) shape.get(last ? 2 : 3);
    float[] maps = leaf.toFloatArray();
    float[] gradients = leaf.getGradient().toFloatArray();
    int places = rows * columns;
    double[] values = new double[places];
    for (int k = 0; k < channels; k++) {
      double alpha = 0;
      for (int at = 0; at < places; at++) {
        alpha += gradients[last ? at * channels + k : k * places + at];
      }
      alpha /= places;
      for (int at = 0; at < places; at++) {
        values[at] += alpha * maps[last ? at * channels + k : k * places + at];
      }
    }
    for (int at = 0; at < places; at++) {
      values[at] = Math.max(0, values[at]);
    }
    return new PlaceMap(rows, columns, values);
  }
}
