// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights.onnx;

import dev.assay.weights.onnx.WireFormat.Field;
import dev.assay.weights.onnx.WireFormat.MalformedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The graph of an ONNX file (onnx.proto, IR version 3 to 12). A field that this reader does not
 * know is refused, because native code might know it.
 */
final class OnnxGraph {
  private static final int MOST_NODES = 100_000;
  private static final int MOST_TENSORS = 100_000;
  private static final int MOST_VALUES = 100_000;
  private static final int MOST_DIMENSIONS = 16;
  private static final int MOST_EDGES = 4096;
  private static final long MOST_ELEMENTS = 1L << 31;
  private static final int OLDEST_IR = 3;
  private static final int NEWEST_IR = 13;
  private static final int FLOAT = 1;

  /** Bytes of an element of each data type; 0: not accepted. */
  private static final int[] BYTES = {0, 4, 1, 1, 2, 2, 4, 8, 0, 1, 2, 8, 4, 8, 0, 0, 2};

  private final List<Node> nodes = new ArrayList<>();
  private final List<Initialiser> tensors = new ArrayList<>();
  private final List<Value> inputs = new ArrayList<>();
  private final List<Value> outputs = new ArrayList<>();
  private int graphs;
  private int values;
  private long irVersion;

  private OnnxGraph() {}

  /** A file that is refused for what it holds; the message names no file. */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
      super(message);
    }
  }

  /** A node; {@code inputs} may have empty names, for those that are left out. */
  record Node(
      String name, String operator, String domain, List<String> inputs, List<String> outputs) {}

  /** A tensor with its values in the file. */
  record Initialiser(String name, int type, List<Long> dimensions, long elements) {}

  /**
   * An input or output.
   *
   * @param type of the elements; 0 if the file does not say
   * @param dimensions a number, or the name of one that is free
   */
  record Value(String name, int type, List<String> dimensions) {}

  List<Node> nodes() {
    return nodes;
  }

  List<Initialiser> tensors() {
    return tensors;
  }

  List<Value> outputs() {
    return outputs;
  }

  long numbers() {
    return tensors.stream()
        .filter(t -> t.type() == FLOAT || t.type() == 10 || t.type() == 16)
        .mapToLong(Initialiser::elements)
        .sum();
  }

  /**
   * @throws MalformedException if it is no message of this kind
   * @throws RefusedException if it holds what is refused
   */
  static OnnxGraph read(ByteBuffer file) {
    OnnxGraph graph = new OnnxGraph();
    WireFormat.each(file, graph::model);
    return graph;
  }

  private void model(Field field) {
    switch (field.number()) {
      case 1 -> irVersion = field.number("ir_version");
      case 2, 3, 4 -> field.message("producer");
      case 5 -> field.number("model_version");
      case 6 -> field.message("doc_string");
      case 7 -> {
        graphs++;
        WireFormat.each(field.message("graph"), this::graph);
      }
      case 8 -> WireFormat.each(field.message("opset_import"), OnnxGraph::opset);
      case 14 -> field.message("metadata_props");
      case 20 -> throw new RefusedException("training information; export for inference");
      case 25 ->
          throw new RefusedException(
              "functions of its own; export without them (torch.onnx.export with"
                  + " export_modules_as_functions=False)");
      default -> throw unknown("model", field);
    }
  }

  private static void opset(Field field) {
    switch (field.number()) {
      case 1 -> {
        String domain = field.text("opset_import.domain");
        // Exporters import domains that no node uses, so only nodes are refused for theirs.
        if (domain.length() > 200) {
          throw new MalformedException("an operator set of the domain '" + domain + "'");
        }
      }
      case 2 -> field.number("opset_import.version");
      default -> throw unknown("opset_import", field);
    }
  }

  private void graph(Field field) {
    switch (field.number()) {
      case 1 -> {
        require(nodes.size() < MOST_NODES, "more than %d nodes", MOST_NODES);
        nodes.add(node(field.message("node")));
      }
      case 2, 10 -> field.message("graph.name");
      case 5 -> {
        require(tensors.size() < MOST_TENSORS, "more than %d tensors", MOST_TENSORS);
        tensors.add(tensor(field.message("initializer")));
      }
      case 11 -> inputs.add(value(field.message("input")));
      case 12 -> outputs.add(value(field.message("output")));
      case 13 -> value(field.message("value_info"));
      case 14 -> field.message("quantization_annotation");
      case 15 -> throw new RefusedException("a sparse tensor among the weights; store it dense");
      case 16 -> field.message("metadata_props");
      default -> throw unknown("graph", field);
    }
  }

  private static Node node(ByteBuffer message) {
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    List<ByteBuffer> attributes = new ArrayList<>();
    String[] texts = {"", "", ""};
    WireFormat.each(
        message,
        field -> {
          switch (field.number()) {
            case 1 -> inputs.add(field.text("node.input"));
            case 2 -> outputs.add(field.text("node.output"));
            case 3 -> texts[0] = field.text("node.name");
            case 4 -> texts[1] = field.text("node.op_type");
            case 5 -> attributes.add(field.message("node.attribute"));
            case 6 -> field.message("node.doc_string");
            case 7 -> texts[2] = field.text("node.domain");
            case 8 -> {
              if (field.message("node.overload").hasRemaining()) {
                throw new RefusedException(
                    "operator '%s' is an overload of a function".formatted(texts[1]));
              }
            }
            case 9 -> field.message("node.metadata_props");
            default -> throw unknown("node", field);
          }
          require(
              inputs.size() + outputs.size() + attributes.size() <= MOST_EDGES,
              "a node with more than %d inputs, outputs and attributes",
              MOST_EDGES);
        });
    Operators.refusal(texts[2], texts[1], outputs.size())
        .ifPresent(
            reason -> {
              throw new RefusedException(reason);
            });
    if (texts[1].equals("Dropout") && inputs.size() > 2 && !inputs.get(2).isEmpty()) {
      throw new RefusedException(
          "operator 'Dropout' may be in training mode; export in evaluation mode (model.eval())");
    }
    for (ByteBuffer attribute : attributes) {
      attribute(texts[1], attribute);
    }
    return new Node(texts[0], texts[1], texts[2], List.copyOf(inputs), List.copyOf(outputs));
  }

  private static void attribute(String operator, ByteBuffer message) {
    WireFormat.each(
        message,
        field -> {
          switch (field.number()) {
            case 1 -> field.text("attribute.name");
            case 2 -> field.is(WireFormat.FOUR_BYTES, "attribute.f");
            case 3 -> field.number("attribute.i");
            case 4 -> field.message("attribute.s");
            case 5 -> tensor(field.message("attribute.t"));
            case 6, 11 ->
                throw new RefusedException("operator '%s' has a graph inside".formatted(operator));
            case 7, 8, 9, 13 -> {
              if (field.wire() == WireFormat.EIGHT_BYTES) {
                throw new MalformedException("'attribute' is of wire type 1");
              }
            }
            case 10 -> tensor(field.message("attribute.tensors"));
            case 14, 15 ->
                throw new RefusedException(
                    "operator '%s' has an attribute that is a type".formatted(operator));
            case 20 -> field.number("attribute.type");
            case 21 ->
                throw new RefusedException(
                    "operator '%s' refers to an attribute of a function".formatted(operator));
            case 22, 23 ->
                throw new RefusedException(
                    "operator '%s' has a sparse tensor; store it dense".formatted(operator));
            default -> throw unknown("attribute", field);
          }
        });
  }

  /** Checks that a tensor has as many values in the file as its shape says. */
  private static Initialiser tensor(ByteBuffer message) {
    List<Long> dimensions = new ArrayList<>();
    String[] name = {""};
    long[] stored = new long[2]; // elements of typed fields, bytes of raw data
    int[] type = {0};
    boolean[] external = {false};
    WireFormat.each(
        message,
        field -> {
          switch (field.number()) {
            case 1 -> field.numbers("tensor.dims", dimensions, MOST_DIMENSIONS);
            case 2 -> type[0] = (int) Math.clamp(field.number("tensor.data_type"), -1, 1000);
            case 3 -> throw new RefusedException("a tensor that is a segment of a larger one");
            case 4 ->
                stored[0] +=
                    field.wire() == WireFormat.FOUR_BYTES
                        ? 1
                        : field.message("tensor.float_data").remaining() / Float.BYTES;
            case 5, 7, 11 -> stored[0] += field.count("tensor.data");
            case 6 -> throw new RefusedException("a tensor of texts");
            case 8 -> name[0] = field.text("tensor.name");
            case 9 -> stored[1] += field.message("tensor.raw_data").remaining();
            case 10 ->
                stored[0] +=
                    field.wire() == WireFormat.EIGHT_BYTES
                        ? 1
                        : field.message("tensor.double_data").remaining() / Double.BYTES;
            case 12 -> field.message("tensor.doc_string");
            case 13 -> {
              field.message("tensor.external_data");
              external[0] = true;
            }
            case 14 -> external[0] |= field.number("tensor.data_location") != 0;
            case 16 -> field.message("tensor.metadata_props");
            default -> throw unknown("tensor", field);
          }
        });
    if (external[0]) {
      throw new RefusedException(
          "the values of tensor '%s' are in another file; export all into one (torch.onnx.export with external_data=False)"
              .formatted(name[0]));
    }
    long elements = elements(name[0], dimensions);
    int bytes = type[0] >= 0 && type[0] < BYTES.length ? BYTES[type[0]] : 0;
    if (bytes == 0) {
      throw new RefusedException(
          "tensor '%s' is of data type %d; numbers of 8 to 64 bits are accepted"
              .formatted(name[0], type[0]));
    }
    boolean raw = stored[1] > 0;
    if (raw && stored[0] > 0 || (raw ? stored[1] != elements * bytes : stored[0] != elements)) {
      throw new RefusedException(
          "tensor '%s' of shape %s has %d values in %d bytes; expected %d of %d bytes each"
              .formatted(name[0], dimensions, stored[0], stored[1], elements, bytes));
    }
    return new Initialiser(name[0], type[0], List.copyOf(dimensions), elements);
  }

  private static long elements(String name, List<Long> dimensions) {
    long elements = 1;
    for (long dimension : dimensions) {
      if (dimension < 0 || dimension > 0 && elements > MOST_ELEMENTS / dimension) {
        throw new RefusedException("tensor '%s' has the shape %s".formatted(name, dimensions));
      }
      elements *= dimension;
    }
    return elements;
  }

  private Value value(ByteBuffer message) {
    values++;
    require(values <= MOST_VALUES, "more than %d described tensors", MOST_VALUES);
    String[] name = {""};
    int[] type = {0};
    List<String> dimensions = new ArrayList<>();
    WireFormat.each(
        message,
        field -> {
          switch (field.number()) {
            case 1 -> name[0] = field.text("value.name");
            case 2 ->
                WireFormat.each(field.message("value.type"), of -> type(of, type, dimensions));
            case 3 -> field.message("value.doc_string");
            case 4 -> field.message("value.metadata_props");
            default -> throw unknown("value", field);
          }
        });
    return new Value(name[0], type[0], List.copyOf(dimensions));
  }

  private static void type(Field field, int[] type, List<String> dimensions) {
    switch (field.number()) {
      case 1 ->
          WireFormat.each(
              field.message("type.tensor_type"),
              part -> {
                switch (part.number()) {
                  case 1 -> type[0] = (int) Math.clamp(part.number("type.elem_type"), -1, 1000);
                  case 2 ->
                      WireFormat.each(
                          part.message("type.shape"),
                          of -> {
                            if (of.number() != 1) {
                              throw unknown("shape", of);
                            }
                            require(
                                dimensions.size() < MOST_DIMENSIONS,
                                "more than %d dimensions",
                                MOST_DIMENSIONS);
                            dimensions.add(dimension(of.message("shape.dim")));
                          });
                  default -> throw unknown("tensor_type", part);
                }
              });
      case 4, 5, 8, 9 ->
          throw new RefusedException("an input or output that is no tensor of numbers");
      case 6 -> field.message("type.denotation");
      default -> throw unknown("type", field);
    }
  }

  private static String dimension(ByteBuffer message) {
    String[] text = {"?"};
    WireFormat.each(
        message,
        field -> {
          switch (field.number()) {
            case 1 -> text[0] = Long.toString(field.number("dim.dim_value"));
            case 2 -> text[0] = "free " + field.text("dim.dim_param");
            case 3 -> field.message("dim.denotation");
            default -> throw unknown("dim", field);
          }
        });
    return text[0];
  }

  private static void require(boolean holds, String otherwise, int most) {
    if (!holds) {
      throw new MalformedException(otherwise.formatted(most));
    }
  }

  private static RefusedException unknown(String where, Field field) {
    return new RefusedException(
        "field %d of '%s', which this version does not know; export for an older ONNX (opset 17 is read everywhere)"
            .formatted(field.number(), where));
  }

  /** Checks what no single part shows. */
  void check() {
    if (graphs == 0 || nodes.isEmpty()) {
      throw new MalformedException("it has no graph");
    }
    if (irVersion < OLDEST_IR || irVersion > NEWEST_IR) {
      throw new RefusedException(
          "its IR version is %d; %d to %d are read".formatted(irVersion, OLDEST_IR, NEWEST_IR));
    }
    Set<String> made = new HashSet<>();
    for (Node node : nodes) {
      for (String output : node.outputs()) {
        if (!output.isEmpty() && !made.add(output)) {
          throw new MalformedException("two nodes make the tensor '" + output + "'");
        }
      }
    }
    input();
  }

  /** The one input that is no weight. */
  OnnxFile.Input input() {
    Set<String> weights = new HashSet<>();
    tensors.forEach(tensor -> weights.add(tensor.name()));
    List<Value> free = inputs.stream().filter(value -> !weights.contains(value.name())).toList();
    if (free.size() != 1) {
      throw new RefusedException(
          "%d inputs%s; one is expected, the image"
              .formatted(
                  free.size(),
                  free.isEmpty()
                      ? ""
                      : " ("
                          + String.join(", ", free.stream().limit(5).map(Value::name).toList())
                          + ")"));
    }
    Value image = free.getFirst();
    List<String> dimensions = image.dimensions();
    if (dimensions.size() != 4 || !dimensions.get(1).equals("3")) {
      throw new RefusedException(
          "its input '%s' has the shape %s; expected is images x 3 x height x width"
              .formatted(image.name(), dimensions));
    }
    if (image.type() != FLOAT) {
      throw new RefusedException(
          "its input '%s' is of data type %d; expected are numbers of 32 bits (float)"
              .formatted(image.name(), image.type()));
    }
    String batch = dimensions.get(0);
    if (batch.matches("-?[0-9]+") && !batch.equals("1")) {
      throw new RefusedException(
          "it takes %s images at once; export with one, or with a free number of them (dynamic_axes)"
              .formatted(batch));
    }
    return new OnnxFile.Input(image.name(), dimensions);
  }

  /** Inputs of a linear layer, from the shape of its weights. */
  Optional<Integer> inputsOfLinear(Node linear) {
    Map<String, Initialiser> byName = new HashMap<>();
    tensors.forEach(tensor -> byName.put(tensor.name(), tensor));
    return linear.inputs().stream()
        .map(byName::get)
        .filter(tensor -> tensor != null && tensor.dimensions().size() == 2)
        .findFirst()
        .map(
            weight ->
                // torch.nn.Linear is exported as Gemm with the weights transposed.
                weight.dimensions().get(linear.operator().equals("Gemm") ? 1 : 0).intValue());
  }
}
