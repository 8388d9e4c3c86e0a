// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Operators of the engine that its Java binding has no call for. Each is a TorchScript module of
 * one line, made here and loaded once per process; it is differentiable where the operator is, and
 * costs some ten microseconds more than a call of the binding.
 */
public final class Operators {
  private static final Logger LOG = LoggerFactory.getLogger(Operators.class);

  /** Overwrites its input, of which autograd must not need the old values. */
  private static final PtSymbolBlock RELU = load("x: Tensor", "torch.relu_(x)");

  private static final PtSymbolBlock RELU6 = load("x: Tensor", "torch.hardtanh_(x, 0., 6.)");

  private static final PtSymbolBlock SILU = load("x: Tensor", "torch.silu_(x)");

  private static final PtSymbolBlock QUICK_GELU =
      load("x: Tensor", "torch.mul(x, torch.sigmoid(torch.mul(x, 1.702)))");

  private static final PtSymbolBlock ROWS =
      load("index: Tensor, x: Tensor", "torch.index_select(x, 0, index)");

  /** By how far they move rows and columns. */
  private static final Map<String, PtSymbolBlock> ROLLS = new ConcurrentHashMap<>();

  private static final PtSymbolBlock HARD_SWISH = load("x: Tensor", "torch.hardswish_(x)");

  private static final PtSymbolBlock HARD_SIGMOID = load("x: Tensor", "torch.hardsigmoid(x)");

  /** N x C x H x W with the channels of a pixel side by side in memory. */
  private static final PtSymbolBlock CHANNELS_LAST =
      load("x: Tensor", "torch.contiguous(x, memory_format=2)");

  private static final PtSymbolBlock ATTENTION =
      load(
          "q: Tensor, k: Tensor, v: Tensor",
          "torch.scaled_dot_product_attention(q, k, v, None, 0., False)");

  /** Loaded where there is a GPU to send to. */
  private static final class Transfer {
    private static final int FLOAT32 = 6;

    /** Memory that a GPU reads by itself, so that the copy is neither made twice nor waited for. */
    private static final PtSymbolBlock FROM_PINNED =
        load(
            "x: Tensor",
            "torch.to(torch.pin_memory(x), torch.device(\"cuda:0\"), %d, True, False)"
                .formatted(FLOAT32));

    private Transfer() {}
  }

  /** Loaded when the first product of that kind is computed. */
  private static final class OneDnn {
    /** Absent in an engine built without oneDNN. */
    private static final @Nullable PtSymbolBlock PRODUCT = product();

    private OneDnn() {}

    private static @Nullable PtSymbolBlock product() {
      try {
        return load(
            "a: Tensor, b: Tensor",
            "ops.mkldnn._linear_pointwise(a, b, None, \"none\","
                + " annotate(List[Optional[number]], []), \"\")");
      } catch (EngineException e) {
        LOG.info("the engine has no oneDNN, so large gradients take longer", e);
        return null;
      }
    }
  }

  private Operators() {}

  public static NDArray reluInPlace(NDArray x) {
    return run(RELU, x);
  }

  public static NDArray relu6InPlace(NDArray x) {
    return run(RELU6, x);
  }

  public static NDArray siluInPlace(NDArray x) {
    return run(SILU, x);
  }

  public static NDArray hardSwishInPlace(NDArray x) {
    return run(HARD_SWISH, x);
  }

  /** min(max(x + 3, 0), 6) / 6. */
  public static NDArray hardSigmoid(NDArray x) {
    return run(HARD_SIGMOID, x);
  }

  /** x / (1 + exp(-1.702 x)). */
  public static NDArray quickGelu(NDArray x) {
    return run(QUICK_GELU, x);
  }

  /**
   * The rows of a matrix that an index names.
   *
   * @param index int64; the result belongs to its manager
   */
  public static NDArray rows(NDArray index, NDArray x) {
    return run(ROWS, index, x);
  }

  /**
   * The elements moved along axes 1 and 2, those that leave at one end entering at the other.
   *
   * @param x N x H x W x C
   */
  public static NDArray roll(NDArray x, int down, int right) {
    String expression = "torch.roll(x, [%d, %d], [1, 2])".formatted(down, right);
    return run(ROLLS.computeIfAbsent(expression, e -> load("x: Tensor", e)), x);
  }

  public static NDArray channelsLast(NDArray x) {
    return run(CHANNELS_LAST, x);
  }

  /**
   * softmax(q k^T / sqrt(width)) v.
   *
   * @param q N x heads x tokens x width each
   */
  public static NDArray attention(NDArray q, NDArray k, NDArray v) {
    return run(ATTENTION, q, k, v);
  }

  /**
   * a b^T, which has no gradient. On a CPU by oneDNN, whose products of few rows take half the time
   * of those of the engine's own choice.
   *
   * @param a N x K
   * @param b M x K
   */
  public static NDArray product(NDArray a, NDArray b) {
    if (a.getDevice().isGpu() || OneDnn.PRODUCT == null) {
      try (NDArray transposed = b.transpose()) {
        return a.matMul(transposed);
      }
    }
    return run(OneDnn.PRODUCT, a, b);
  }

  /**
   * A copy on the GPU, by way of pinned memory. Its users on the GPU wait for it; this thread does
   * not.
   *
   * @param x float32 on the host; may be overwritten as soon as this returns
   */
  static NDArray onGpu(NDArray x) {
    return run(Transfer.FROM_PINNED, x);
  }

  /** In whatever gradient mode the thread is: "training" leaves it as it is. */
  private static NDArray run(PtSymbolBlock operator, NDArray... inputs) {
    return IValueUtils.forward(operator, new NDList(inputs), true).singletonOrThrow();
  }

  private static PtSymbolBlock load(String parameters, String expression) {
    return load(parameters, expression, "Tensor");
  }

  /** A module whose one method, {@code forward}, is that expression. */
  static PtSymbolBlock load(String parameters, String expression, String type) {
    // Nothing closes it: it has no tensors and lives as long as the process.
    PtNDManager manager = (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
    try {
      byte[] archive = archive(parameters, expression, type);
      return (PtSymbolBlock)
          JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- the archive that torch.jit.save would write ------------------------------------------

  private static byte[] archive(String parameters, String expression, String type)
      throws IOException {
    String code =
        """
        class Operator(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          def forward(self: __torch__.Operator,
            %s) -> %s:
            return %s
        """
            .formatted(parameters, type, expression);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "operator/data.pkl", instance());
      store(zip, "operator/code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
      store(zip, "operator/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'}); // ()
      store(zip, "operator/version", new byte[] {'3', '\n'});
    }
    return bytes.toByteArray();
  }

  /** A pickle, protocol 2, of an Operator whose one attribute is training = True. */
  private static byte[] instance() {
    String attribute = "training";
    ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    pickle.writeBytes(new byte[] {(byte) 0x80, 2});
    pickle.writeBytes("c__torch__\nOperator\n)".getBytes(StandardCharsets.US_ASCII));
    pickle.writeBytes(new byte[] {(byte) 0x81, '}', '(', 'X', (byte) attribute.length(), 0, 0, 0});
    pickle.writeBytes(attribute.getBytes(StandardCharsets.US_ASCII));
    pickle.writeBytes(new byte[] {(byte) 0x88, 'u', 'b', '.'});
    return pickle.toByteArray();
  }

  /** Not compressed: the engine's reader maps what it can. */
  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCompressedSize(content.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
