// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import dev.assay.contracts.Hash;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A safetensors model in two files: a frozen backbone, which is the same for many runs, and the
 * head of one run. Together they give the bytes of the whole model again.
 */
public final class SplitModel {
  /** What PyTorch's loaders expect to find in a file. */
  public static final Map<String, String> METADATA = Map.of("format", "pt");

  private SplitModel() {}

  /**
   * Writes both parts.
   *
   * @param whole with {@link #METADATA}
   * @param frozen number of tensors at its beginning that are the backbone's
   * @throws IllegalArgumentException if the model has no tensor beyond those
   */
  public static void split(Path whole, int frozen, Path backbone, Path head) throws IOException {
    List<Tensor> tensors = List.copyOf(TensorFile.read(whole).values());
    if (frozen < 1 || frozen >= tensors.size()) {
      throw new IllegalArgumentException(
          "%d frozen tensors of %d; at least one must be frozen, and one trained"
              .formatted(frozen, tensors.size()));
    }
    Safetensors.write(backbone, tensors.subList(0, frozen), METADATA);
    Safetensors.write(head, tensors.subList(frozen, tensors.size()), METADATA);
  }

  /**
   * Writes the whole model, and leaves closing the stream to the caller.
   *
   * @param sha256 of the whole model
   * @throws IOException after the last byte, if the parts make another model
   */
  public static void join(Path backbone, Path head, String sha256, OutputStream out)
      throws IOException {
    List<Tensor> all = new ArrayList<>(TensorFile.read(backbone).values());
    all.addAll(TensorFile.read(head).values());
    MessageDigest digest = Hash.digest();
    Safetensors.write(Channels.newChannel(new DigestOutputStream(out, digest)), all, METADATA);
    String found = Hash.hex(digest);
    if (!found.equals(sha256)) {
      throw new IOException(
          "backbone and head make a model of SHA-256 %s; expected %s".formatted(found, sha256));
    }
  }
}
