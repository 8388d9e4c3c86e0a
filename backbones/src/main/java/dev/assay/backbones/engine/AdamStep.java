// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.util.stream.Stream;

/**
 * One step of Adam or AdamW in one pass over memory: the kernels behind {@code
 * torch.optim.Adam(fused=True)} and {@code AdamW(fused=True)}.
 *
 * @param decay L2 penalty of Adam, or weight decay of AdamW
 * @param decoupled AdamW
 */
public record AdamStep(
    double rate, double beta1, double beta2, double epsilon, double decay, boolean decoupled) {
  private static final PtSymbolBlock ADAM = kernel("_fused_adam_");
  private static final PtSymbolBlock ADAMW = kernel("_fused_adamw_");

  private static PtSymbolBlock kernel(String name) {
    return Operators.load(
        "p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], t: List[Tensor],"
            + " lr: float, b1: float, b2: float, eps: float, decay: float",
        """
        torch.%s(p, g, m, v, annotate(List[Tensor], []), t, lr=lr, beta1=b1, beta2=b2, \
        weight_decay=decay, eps=eps, amsgrad=False, maximize=False)\
        """
            .formatted(name),
        "Tuple[()]");
  }

  /**
   * Changes the values and both moments in place; collects no gradient.
   *
   * @param steps scalar float32: the number of this step, from 1
   */
  public void apply(NDArray values, NDArray gradient, NDArray mean, NDArray square, NDArray steps) {
    IValue[] arguments =
        Stream.concat(
                Stream.of(values, gradient, mean, square, steps)
                    .map(array -> IValue.listFrom((PtNDArray) array)),
                Stream.of(rate, beta1, beta2, epsilon, decay).map(IValue::from))
            .toArray(IValue[]::new);
    try {
      IValueUtils.runMethod(decoupled ? ADAMW : ADAM, "forward", arguments).close();
    } finally {
      for (IValue argument : arguments) {
        argument.close();
      }
    }
  }
}
