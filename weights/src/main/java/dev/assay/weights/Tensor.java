// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor in a file: its elements are mapped, not copied, and stay readable as long as the file is
 * not changed.
 *
 * @param name its key
 * @param dtype of the elements
 * @param shape row-major; empty for a scalar
 * @param data exactly the elements, little-endian
 */
public record Tensor(String name, DType dtype, List<Long> shape, ByteBuffer data) {
  public Tensor {
    shape = List.copyOf(shape);
    if (elements(shape) * dtype.bytes() != data.remaining()) {
      throw WeightsException.user(
          "tensor '%s' of %s %s needs %d bytes and has %d"
              .formatted(name, dtype, shape, elements(shape) * dtype.bytes(), data.remaining()));
    }
    data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A float32 tensor over a copy of the values. */
  public static Tensor of(String name, List<Long> shape, float[] values) {
    ByteBuffer data =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return new Tensor(name, DType.F32, shape, data);
  }

  /** An int64 scalar. */
  public static Tensor of(String name, long value) {
    ByteBuffer data = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return new Tensor(name, DType.I64, List.of(), data.putLong(0, value));
  }

  /**
   * @throws WeightsException if a dimension is negative or the product leaves the range of a long
   */
  static long elements(List<Long> shape) {
    long n = 1;
    for (long dimension : shape) {
      if (dimension < 0 || (dimension > 0 && n > Long.MAX_VALUE / 8 / dimension)) {
        throw WeightsException.user("a tensor cannot have the shape " + shape);
      }
      n *= dimension;
    }
    return n;
  }

  public long elements() {
    return elements(shape);
  }

  /** A view of the elements, position 0, little-endian. */
  @Override
  public ByteBuffer data() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Appends the elements to a direct or heap buffer as float32; float16 and bfloat16 are widened,
   * which is exact.
   *
   * @throws WeightsException if the elements are of any other type
   */
  public void copyTo(ByteBuffer target) {
    ByteBuffer source = data();
    switch (dtype) {
      case F32 -> {
        if (target.order() == ByteOrder.LITTLE_ENDIAN) {
          target.put(source);
        } else {
          while (source.hasRemaining()) {
            target.putFloat(source.getFloat());
          }
        }
      }
      case F16 -> {
        while (source.hasRemaining()) {
          target.putFloat(Float.float16ToFloat(source.getShort()));
        }
      }
      case BF16 -> {
        while (source.hasRemaining()) {
          target.putFloat(Float.intBitsToFloat(source.getShort() << Short.SIZE));
        }
      }
      default ->
          throw WeightsException.user(
              "tensor '%s' is %s; accepted: F32, F16, BF16".formatted(name, dtype));
    }
  }

  /** The elements as float32, widened as in {@link #copyTo}. */
  public float[] floats() {
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.toIntExact(elements() * Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    copyTo(buffer);
    float[] values = new float[(int) elements()];
    buffer.flip().asFloatBuffer().get(values);
    return values;
  }

  /** The elements as whole numbers; what is none becomes the smallest long. Of any type. */
  List<Long> wholeNumbers() {
    List<Long> numbers = new ArrayList<>();
    if (dtype == DType.I64) {
      LongBuffer longs = data().asLongBuffer();
      while (longs.hasRemaining()) {
        numbers.add(longs.get());
      }
    } else {
      for (float value : floats()) {
        numbers.add(Math.rint(value) == value ? (long) value : Long.MIN_VALUE);
      }
    }
    return numbers;
  }

  /**
   * The value of an int64 scalar.
   *
   * @throws WeightsException if the tensor is not one
   */
  public long scalar() {
    if (dtype != DType.I64 || elements() != 1) {
      throw WeightsException.user(
          "tensor '%s' is %s %s; expected an I64 scalar".formatted(name, dtype, shape));
    }
    return data().getLong(0);
  }
}
