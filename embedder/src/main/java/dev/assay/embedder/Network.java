// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedder;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ImportedModel;
import dev.assay.weights.onnx.OnnxFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;

/**
 * A network of an imported model, loaded. It computes one image at a time: what it says of an image
 * then depends on no other one.
 */
final class Network implements AutoCloseable {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
  private static final int LONGEST_COMMAND = 3500;

  private final OrtSession session;
  private final ImportedModel model;
  private final String input;
  private final int side;
  private final ByteBuffer room;

  private Network(OrtSession session, ImportedModel model, String input, int side) {
    this.session = session;
    this.model = model;
    this.input = input;
    this.side = side;
    this.room =
        ByteBuffer.allocateDirect(3 * side * side * Float.BYTES).order(ByteOrder.nativeOrder());
  }

  /** Name and version of the runtime. */
  static String runtime() {
    return "ONNX Runtime " + environment().getVersion();
  }

  /**
   * @throws EmbedderException if this process was started in a way that the runtime does not bear
   */
  private static OrtEnvironment environment() {
    requireShortCommand();
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "embedder");
  }

  /** At a command line of 4096 bytes or more, {@link ImportedModel#RUNTIME} crashes as it loads. */
  private static void requireShortCommand() {
    if (!Files.isReadable(COMMAND_LINE)) {
      return;
    }
    try {
      int length = Files.readAllBytes(COMMAND_LINE).length;
      if (length > LONGEST_COMMAND) {
        throw new EmbedderException(
            Actor.OPERATOR,
            "the command line of the embedder has %d bytes, of which %s bears %d: put Assay and its home into folders with shorter paths"
                .formatted(length, ImportedModel.RUNTIME, LONGEST_COMMAND));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Loads a file that was looked at.
   *
   * @param side of the images, in pixels
   * @throws EmbedderException if the runtime refuses it
   */
  static Network load(Path file, OnnxFile seen, ImportedModel model, int side, int threads)
      throws IOException {
    String tensor = tensor(model);
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      // Threads that wait must not spin: on a busy machine they would take all its time.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      // Bytes and no path: there is no folder in which other files could be looked for.
      OrtSession session = environment().createSession(bytes(file, seen.asOutput(tensor)), options);
      return new Network(session, model, seen.input().name(), side);
    } catch (OrtException e) {
      throw new EmbedderException(
          Actor.USER, "%s cannot be loaded by %s: %s".formatted(file, runtime(), firstLine(e)), e);
    }
  }

  private static String tensor(ImportedModel model) {
    ImportedModel.Output output = model.output();
    if (output == null) {
      throw new IllegalArgumentException("a model of features has no network");
    }
    return output.tensor();
  }

  private static ByteBuffer bytes(Path file, byte[] more) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer all = ByteBuffer.allocateDirect(Math.toIntExact(channel.size() + more.length));
      while (all.position() < channel.size()) {
        if (channel.read(all) < 0) {
          throw new IOException("the model's file became shorter while it was read");
        }
      }
      return all.put(more).flip();
    }
  }

  /** Where the pixels of an image go, before {@link #feature}: 3 x side x side. */
  FloatBuffer pixels() {
    return room.asFloatBuffer();
  }

  /**
   * The feature of the image in {@link #pixels}.
   *
   * @throws EmbedderException if the network fails, or gives something else
   */
  float[] feature() {
    String tensor = tensor(model);
    try (OnnxTensor image =
            OnnxTensor.createTensor(
                environment(), room.asFloatBuffer(), new long[] {1, 3, side, side});
        OrtSession.Result result = session.run(Map.of(input, image), Set.of(tensor))) {
      if (!(result.get(0) instanceof OnnxTensor output)
          || output.getInfo().type != OnnxJavaType.FLOAT) {
        throw new EmbedderException(
            Actor.USER,
            "feature.tensor '%s' is of %s; expected are numbers of 32 bits (float)"
                .formatted(tensor, type()));
      }
      FloatBuffer values = output.getFloatBuffer();
      float[] numbers = new float[values.remaining()];
      values.get(numbers);
      return Pooling.feature(model, output.getInfo().getShape(), numbers);
    } catch (OrtException e) {
      throw new EmbedderException(Actor.USER, "the model fails on an image: " + firstLine(e), e);
    }
  }

  private String type() throws OrtException {
    NodeInfo info = session.getOutputInfo().get(tensor(model));
    return info == null ? "another kind" : String.valueOf(info.getInfo());
  }

  private static String firstLine(OrtException e) {
    String message = String.valueOf(e.getMessage()).strip();
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    return line.length() > 300 ? line.substring(0, 300) + "..." : line;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("the session cannot be closed", e);
    }
  }
}
