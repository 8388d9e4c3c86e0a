// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class OperatorsTest {
  /** What would be sent cannot be, and the engine has read and understood what was asked of it. */
  @Test
  void withoutGpuTheEngineKnowsTheTransferButHasNoPinnedMemory() throws Exception {
    try (Torch torch = Torch.start(1, "cpu")) {
      assumeThat(Engine.getEngine("PyTorch").getGpuCount()).isZero();
      NDArray host = torch.manager().ones(new Shape(2, 3));

      assertThatThrownBy(() -> Operators.onGpu(host))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("pin_memory");
    }
  }

  @Test
  void onCpuAnInputBorrowsTheMemoryItIsWrittenIn() throws Exception {
    try (Torch torch = Torch.start(1, "cpu")) {
      ByteBuffer values = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
      values.putFloat(0, 1).putFloat(4, 2);

      NDArray input = Torch.input(torch.manager(), values, new Shape(2));

      assertThat(input.toFloatArray()).containsExactly(1, 2);
      values.putFloat(4, 3);
      assertThat(input.toFloatArray()).containsExactly(1, 3);
    }
  }
}
