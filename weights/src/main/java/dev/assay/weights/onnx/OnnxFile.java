// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights.onnx;

import dev.assay.weights.WeightsException;
import dev.assay.weights.onnx.WireFormat.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an ONNX file says of itself. Reading it copies no weights and runs nothing; a file that
 * could harm, or whose features would not be its own, is refused here, before native code sees it.
 */
public final class OnnxFile {
  /** Files of 2 GiB and more cannot be written as one message; their weights lie beside them. */
  public static final long LARGEST = Integer.MAX_VALUE;

  private static final byte PICKLE = (byte) 0x80;

  private final OnnxGraph graph;

  private OnnxFile(OnnxGraph graph) {
    this.graph = graph;
  }

  /**
   * The one input of a model.
   *
   * @param dimensions four; a number, or the name of one that is free
   */
  public record Input(String name, List<String> dimensions) {
    public Input {
      dimensions = List.copyOf(dimensions);
    }

    /** Height or width in pixels, if it is fixed. */
    public Optional<Integer> side(int dimension) {
      return Optional.of(dimensions.get(dimension))
          .filter(text -> text.matches("[0-9]{1,9}"))
          .map(Integer::valueOf);
    }
  }

  /**
   * A tensor that may be the feature.
   *
   * @param size its length, where the file tells it
   * @param why such as {@code read by the last linear layer}
   */
  public record Candidate(String tensor, Optional<Integer> size, String why) {}

  /**
   * Reads and checks a file.
   *
   * @throws WeightsException naming the file and what is refused
   * @throws IOException if it cannot be read
   */
  public static OnnxFile read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw WeightsException.user(file + ": no such file");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > LARGEST) {
        throw WeightsException.user(
            "%s: %d bytes; an ONNX file of one part has at most %d"
                .formatted(file, channel.size(), LARGEST));
      }
      ByteBuffer bytes =
          channel
              .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
              .order(ByteOrder.LITTLE_ENDIAN);
      return of(file, bytes);
    }
  }

  /** The same of bytes in memory; the file is for messages. */
  static OnnxFile of(Path file, ByteBuffer bytes) {
    boolean zip = bytes.limit() > 1 && bytes.get(0) == 'P' && bytes.get(1) == 'K';
    if (zip || bytes.limit() > 1 && bytes.get(0) == PICKLE && bytes.get(1) < 6) {
      throw WeightsException.user(
          "%s: not an ONNX file but one of PyTorch, which is a program; export with torch.onnx.export"
              .formatted(file));
    }
    try {
      OnnxGraph graph = OnnxGraph.read(bytes);
      graph.check();
      return new OnnxFile(graph);
    } catch (MalformedException e) {
      throw WeightsException.user(
          "%s: not an ONNX file, or a damaged one: %s".formatted(file, e.getMessage()));
    } catch (OnnxGraph.RefusedException e) {
      throw WeightsException.user("%s: %s".formatted(file, e.getMessage()));
    }
  }

  public Input input() {
    return graph.input();
  }

  /** Numbers in its weights: parameters and running statistics. */
  public long numbers() {
    return graph.numbers();
  }

  /** Whether the graph computes a tensor of this name. */
  public boolean computes(String tensor) {
    return graph.nodes().stream().anyMatch(node -> node.outputs().contains(tensor));
  }

  /**
   * Bytes that, put after those of the file, make a tensor an output: parts of a message that stand
   * twice are merged, so a graph that has nothing but one output adds it. Empty where it is one.
   */
  public byte[] asOutput(String tensor) {
    if (graph.outputs().stream().anyMatch(value -> value.name().equals(tensor))) {
      return new byte[0];
    }
    byte[] name = WireWriter.text(1, tensor);
    return WireWriter.bytes(7, WireWriter.bytes(12, name));
  }

  /**
   * Tensors to take as the feature, the likeliest first: what the last linear layer reads, and the
   * outputs.
   */
  public List<Candidate> candidates() {
    Map<String, OnnxGraph.Node> makers = new HashMap<>();
    graph.nodes().forEach(node -> node.outputs().forEach(output -> makers.put(output, node)));
    Set<String> constant = new LinkedHashSet<>();
    graph.tensors().forEach(tensor -> constant.add(tensor.name()));
    graph.nodes().stream()
        .filter(node -> node.operator().equals("Constant"))
        .forEach(node -> constant.addAll(node.outputs()));
    List<Candidate> found = new ArrayList<>();
    for (OnnxGraph.Value output : graph.outputs()) {
      String at = output.name();
      for (int steps = 0; steps < LAST_LAYERS && makers.containsKey(at); steps++) {
        OnnxGraph.Node node = makers.get(at);
        List<String> inputs =
            node.inputs().stream()
                .filter(name -> !name.isEmpty() && !constant.contains(name))
                .toList();
        if (inputs.size() != 1) {
          break;
        }
        at = inputs.getFirst();
        if (node.operator().equals("Gemm") || node.operator().equals("MatMul")) {
          found.add(
              new Candidate(at, graph.inputsOfLinear(node), "what the last linear layer reads"));
          break;
        }
      }
    }
    graph
        .outputs()
        .forEach(output -> found.add(new Candidate(output.name(), size(output), "an output")));
    return List.copyOf(found);
  }

  /** How far a linear layer may be from the output: softmax, flatten and the like come after it. */
  private static final int LAST_LAYERS = 8;

  /** The last dimension of N x size. */
  private static Optional<Integer> size(OnnxGraph.Value value) {
    return Optional.of(value.dimensions())
        .filter(dimensions -> dimensions.size() == 2)
        .map(dimensions -> dimensions.get(1))
        .filter(text -> text.matches("[0-9]{1,9}"))
        .map(Integer::valueOf);
  }
}
