// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.job;

import dev.assay.contracts.Check;
import dev.assay.contracts.Corruption;
import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.Preprocessing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The input of the embedder child process, which runs the network of an imported model: pixels
 * become the features of that model. It is the only process that loads foreign networks, and it
 * does nothing else.
 *
 * @param modelFile an ONNX file
 * @param model what its owner states; of kind {@link ImportedModel#ONNX}
 * @param runtime {@link ImportedModel#RUNTIME}: the embedder refuses to compute with another
 * @param threads of the runtime, exactly
 * @param pixelsFile absent: only the probe is computed
 * @param images hashes of the ids of the images to embed; it can read no others
 * @param featuresFile features that are known; they are kept in the output
 * @param outputFile features of all images: safetensors, one float32 tensor under each image
 * @param eventsFile where the child appends its {@link ChildEvent} lines
 * @param corruption of the images before they are embedded; absent: none
 */
public record EmbedderJob(
    String modelFile,
    ImportedModel model,
    Preprocessing preprocessing,
    String runtime,
    int threads,
    @Nullable String pixelsFile,
    List<String> images,
    @Nullable String featuresFile,
    String outputFile,
    String eventsFile,
    @Nullable Corruption corruption) {
  /** Main class of the process. */
  public static final String MAIN = "dev.assay.embedder.EmbedderMain";

  /** Heap of the process, as an option of the JVM; networks and tensors lie outside it. */
  public static final List<String> JVM_OPTIONS =
      List.of(
          "-Xmx256m",
          "-Xms32m",
          "-XX:+UseSerialGC",
          // What the JVM reserves counts for the limit of memory.
          "-XX:CompressedClassSpaceSize=64m",
          "-XX:ReservedCodeCacheSize=64m");

  private static final long BASE_BYTES = 4L << 30;
  private static final int COPIES = 4;

  /** Of images as they are. */
  public EmbedderJob(
      String modelFile,
      ImportedModel model,
      Preprocessing preprocessing,
      String runtime,
      int threads,
      @Nullable String pixelsFile,
      List<String> images,
      @Nullable String featuresFile,
      String outputFile,
      String eventsFile) {
    this(
        modelFile,
        model,
        preprocessing,
        runtime,
        threads,
        pixelsFile,
        images,
        featuresFile,
        outputFile,
        eventsFile,
        null);
  }

  public EmbedderJob {
    Check.text("modelFile", modelFile);
    Check.present("model", model);
    Check.present("preprocessing", preprocessing);
    Check.text("runtime", runtime);
    Check.atLeast("threads", threads, 1);
    images = List.copyOf(images);
    Check.text("outputFile", outputFile);
    Check.text("eventsFile", eventsFile);
    if (!model.isOnnx()) {
      throw new IllegalArgumentException("a model of features has no network to run");
    }
  }

  /**
   * The address space that the process may use, in bytes: a graph can ask for any amount, and must
   * not get that of the machine.
   *
   * @param modelBytes size of the ONNX file
   */
  public static long memoryBytes(long modelBytes) {
    return BASE_BYTES + COPIES * modelBytes;
  }
}
