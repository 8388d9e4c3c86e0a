// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import java.util.Arrays;
import java.util.Optional;

/** The element types that the file formats know, by their safetensors names. */
public enum DType {
  F64(8, "DoubleStorage"),
  F32(4, "FloatStorage"),
  F16(2, "HalfStorage"),
  BF16(2, "BFloat16Storage"),
  I64(8, "LongStorage"),
  I32(4, "IntStorage"),
  I16(2, "ShortStorage"),
  I8(1, "CharStorage"),
  U8(1, "ByteStorage"),
  BOOL(1, "BoolStorage");

  private final int bytes;
  private final String torchStorage;

  DType(int bytes, String torchStorage) {
    this.bytes = bytes;
    this.torchStorage = torchStorage;
  }

  /** Bytes per element. */
  public int bytes() {
    return bytes;
  }

  static Optional<DType> ofSafetensors(String name) {
    return Arrays.stream(values()).filter(d -> d.name().equals(name)).findFirst();
  }

  /** By the class that a pickle names, e.g. {@code torch.FloatStorage} without its module. */
  static Optional<DType> ofTorchStorage(String name) {
    return Arrays.stream(values()).filter(d -> d.torchStorage.equals(name)).findFirst();
  }
}
