// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.layers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.assay.weights.DType;
import dev.assay.weights.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Moves values between files, Java's memory and the parameters of the engine. */
final class ParameterValues {
  private ParameterValues() {}

  static List<Long> shape(Parameter parameter) {
    return Arrays.stream(parameter.getShape().getShape()).boxed().toList();
  }

  /** Room for float32 values outside the heap. */
  static ByteBuffer direct(long elements) {
    return ByteBuffer.allocateDirect(Math.toIntExact(elements * Float.BYTES))
        .order(ByteOrder.nativeOrder());
  }

  /** The elements where they are, if the engine can take them from there: mapped files, mostly. */
  static ByteBuffer float32(Tensor tensor) {
    ByteBuffer data = tensor.data();
    if (tensor.dtype() == DType.F32 && data.isDirect() && data.order() == ByteOrder.nativeOrder()) {
      return data;
    }
    ByteBuffer widened = direct(tensor.elements());
    tensor.copyTo(widened);
    return widened.flip();
  }

  /** Gives a parameter new values, which belong to the manager. */
  static void set(NDManager manager, Parameter parameter, ByteBuffer values) {
    Shape shape = parameter.getShape();
    parameter.close();
    parameter.setShape(null);
    // The array borrows the buffer; the copy owns its memory.
    try (NDArray borrowed = manager.create(values, shape, DataType.FLOAT32)) {
      NDArray owned = borrowed.duplicate();
      owned.attach(manager);
      parameter.setArray(owned);
    }
  }
}
