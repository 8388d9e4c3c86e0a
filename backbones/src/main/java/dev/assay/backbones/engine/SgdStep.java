// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.util.List;
import java.util.stream.Stream;

/**
 * One step of gradient descent in one pass over memory: the kernel behind {@code
 * torch.optim.SGD(fused=True)}, without dampening.
 *
 * @param momentum 0 for none
 * @param decay L2 penalty
 */
public record SgdStep(double rate, double momentum, boolean nesterov, double decay) {
  private static final PtSymbolBlock PLAIN = kernel("annotate(List[Tensor], [])", "", false);
  private static final PtSymbolBlock MOMENTUM = kernel("v", "v: List[Tensor], ", false);
  private static final PtSymbolBlock NESTEROV = kernel("v", "v: List[Tensor], ", true);

  private static PtSymbolBlock kernel(String velocity, String argument, boolean nesterov) {
    return Operators.load(
        "p: List[Tensor], g: List[Tensor], " + argument + "lr: float, mu: float, decay: float",
        """
        torch._fused_sgd_(p, g, %s, weight_decay=decay, momentum=mu, lr=lr, dampening=0.0, \
        nesterov=%s, maximize=False, is_first_step=False)\
        """
            .formatted(velocity, nesterov ? "True" : "False"),
        "Tuple[()]");
  }

  /**
   * Changes the values and the velocity in place; collects no gradient.
   *
   * @param velocity empty without momentum, otherwise one array
   */
  public void apply(NDArray values, NDArray gradient, List<NDArray> velocity) {
    IValue[] arguments =
        Stream.concat(
                Stream.concat(Stream.of(values, gradient), velocity.stream())
                    .map(array -> IValue.listFrom((PtNDArray) array)),
                Stream.of(rate, momentum, decay).map(IValue::from))
            .toArray(IValue[]::new);
    PtSymbolBlock kernel = velocity.isEmpty() ? PLAIN : nesterov ? NESTEROV : MOMENTUM;
    try {
      IValueUtils.runMethod(kernel, "forward", arguments).close();
    } finally {
      for (IValue argument : arguments) {
        argument.close();
      }
    }
  }
}
