// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.assay.backbones.gradients.Learned;
import java.util.List;

/**
 * Clipping by the norm of all gradients together, as {@code torch.nn.utils.clip_grad_norm_}
 * (Pascanu et al., arXiv:1211.5063). DJL's own clips positive values only.
 */
final class Clipping {
  private static final double EPSILON = 1e-6;

  private Clipping() {}

  /**
   * Shrinks the gradients so that their norm is at most {@code most}.
   *
   * @param parameters collecting gradients
   * @return the norm before
   */
  static float byGlobalNorm(NDManager parent, List<Learned> parameters, double most) {
    try (NDManager manager = parent.newSubManager()) {
      NDList norms = new NDList();
      for (Learned parameter : parameters) {
        norms.add(parameter.norm());
      }
      norms.attach(manager);
      // One number leaves the device, however many gradients there are.
      float norm = NDArrays.stack(norms).norm().getFloat();
      double factor = most / (norm + EPSILON);
      if (factor < 1) {
        NDArray shrink = manager.create(factor);
        for (Learned parameter : parameters) {
          parameter.scale(shrink);
        }
      }
      return norm;
    }
  }
}
