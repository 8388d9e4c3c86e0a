// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import dev.assay.contracts.Actor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The PyTorch engine of this process, on one device with a fixed number of threads. It never goes
 * to the network.
 *
 * @param manager the parent of all arrays
 * @param device where they live
 */
public record Torch(NDManager manager, Device device) implements AutoCloseable {

  private static final List<String> DEVICES = List.of("cpu", "cuda", "auto");

  /**
   * @param threads exactly this many; results depend on it
   * @param device {@code cpu}, {@code cuda}, or {@code auto} for CUDA where there is one
   * @throws BackboneException if CUDA is requested and absent
   */
  public static Torch start(int threads, String device) throws IOException {
    if (!DEVICES.contains(device)) {
      throw new BackboneException(
          Actor.USER, "unknown device '" + device + "'; accepted: " + String.join(", ", DEVICES));
    }
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    // Single operators have nothing to optimise, and each thread would do it anew.
    System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    Engine engine = EngineFolder.ofProcess().load();
    boolean cuda = !device.equals("cpu") && engine.getGpuCount() > 0;
    if (device.equals("cuda") && !cuda) {
      throw new BackboneException(
          Actor.OPERATOR,
          "device 'cuda' is requested and the engine finds none; accepted here: cpu");
    }
    JniUtils.setNumThreads(threads);
    Device chosen = cuda ? Device.gpu() : Device.cpu();
    return new Torch(engine.newBaseManager(chosen), chosen);
  }

  /**
   * An array that owns its memory. The engine's own way borrows a Java buffer and holds it only as
   * long as the array is open, while a graph that waits for its backward pass may need it longer.
   *
   * @param values row after row
   */
  public static NDArray owned(NDManager manager, float[] values, Shape shape) {
    try (NDArray borrowed = manager.create(values, shape)) {
      return borrowed.duplicate();
    }
  }

  /** Indices that own their memory, as int64. */
  public static NDArray owned(NDManager manager, long[] indices) {
    try (NDArray borrowed = manager.create(indices)) {
      return borrowed.duplicate();
    }
  }

  /** A number that owns its memory, as float64: a factor of any array without changing its type. */
  public static NDArray owned(NDManager manager, double value) {
    try (NDArray borrowed = manager.create(value)) {
      return borrowed.duplicate();
    }
  }

  /**
   * An array for one step, in which it is not changed: on a CPU it borrows the memory, to a GPU it
   * goes by way of pinned memory.
   *
   * @param values float32 in the order of the machine, direct; row after row
   */
  public static NDArray input(NDManager manager, ByteBuffer values, Shape shape) {
    if (!manager.getDevice().isGpu()) {
      return manager.create(values, shape, DataType.FLOAT32);
    }
    try (NDManager host = manager.newSubManager(Device.cpu());
        NDArray borrowed = host.create(values, shape, DataType.FLOAT32)) {
      NDArray sent = Operators.onGpu(borrowed);
      sent.attach(manager);
      return sent;
    }
  }

  /**
   * Unmaps the files that are no longer read, once the weights are loaded: their pages count as
   * memory of this process until the garbage collector finds them, which with a heap that is hardly
   * used may be never.
   */
  public static void unmapUnused() {
    System.gc();
  }

  /** E.g. {@code PyTorch 2.7.1}. */
  public String name() {
    return "PyTorch " + Engine.getEngine("PyTorch").getVersion();
  }

  /** {@code cpu} or {@code cuda}. */
  public String deviceClass() {
    return device.isGpu() ? "cuda" : "cpu";
  }

  @Override
  public void close() {
    manager.close();
  }
}
