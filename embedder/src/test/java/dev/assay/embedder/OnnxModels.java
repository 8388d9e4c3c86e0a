// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedder;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Writes small ONNX files, good and bad ones, without any library: onnx.proto by hand. */
public final class OnnxModels {
  private OnnxModels() {}

  /** A message that is being written. */
  public static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public Message number(int field, long value) {
      varint((long) field << 3);
      varint(value);
      return this;
    }

    public Message bytes(int field, byte[] value) {
      varint((long) field << 3 | 2);
      varint(value.length);
      out.writeBytes(value);
      return this;
    }

    public Message text(int field, String value) {
      return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    public Message message(int field, Message value) {
      return bytes(field, value.toBytes());
    }

    public byte[] toBytes() {
      return out.toByteArray();
    }

    private void varint(long value) {
      long left = value;
      while ((left & ~0x7fL) != 0) {
        out.write((int) (left & 0x7f | 0x80));
        left >>>= 7;
      }
      out.write((int) left);
    }
  }

  /** A model of one graph. */
  public static byte[] model(Message graph) {
    return new Message()
        .number(1, 8)
        .text(2, "assay tests")
        .message(7, graph)
        .message(8, new Message().text(1, "").number(2, 17))
        .toBytes();
  }

  /**
   * @param dimensions numbers, or texts for free ones
   */
  public static Message value(String name, int type, Object... dimensions) {
    Message shape = new Message();
    for (Object dimension : dimensions) {
      shape.message(
          1,
          dimension instanceof String text
              ? new Message().text(2, text)
              : new Message().number(1, ((Number) dimension).longValue()));
    }
    return new Message()
        .text(1, name)
        .message(2, new Message().message(1, new Message().number(1, type).message(2, shape)));
  }

  public static Message node(String operator, List<String> inputs, List<String> outputs) {
    Message node = new Message();
    inputs.forEach(name -> node.text(1, name));
    outputs.forEach(name -> node.text(2, name));
    return node.text(4, operator);
  }

  /** An attribute of whole numbers, such as {@code strides}. */
  public static Message integers(String name, long... values) {
    Message attribute = new Message().text(1, name).number(20, 7);
    for (long value : values) {
      attribute.number(8, value);
    }
    return attribute;
  }

  /** An attribute of one whole number. */
  public static Message integer(String name, long value) {
    return new Message().text(1, name).number(3, value).number(20, 2);
  }

  public static Message tensor(String name, float[] values, long... dimensions) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      raw.putFloat(value);
    }
    Message tensor = new Message();
    for (long dimension : dimensions) {
      tensor.number(1, dimension);
    }
    return tensor.number(2, 1).text(8, name).bytes(9, raw.array());
  }

  public static Message int64s(String name, long... values) {
    Message tensor = new Message().number(1, values.length).number(2, 7).text(8, name);
    for (long value : values) {
      tensor.number(7, value);
    }
    return tensor;
  }

  /** The weights of {@link #network}. */
  public static float[] weights(int filters, long seed) {
    Random random = new Random(seed);
    float[] weights = new float[filters * 3 * 3 * 3];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (random.nextGaussian() / 3);
    }
    return weights;
  }

  /**
   * Convolution 3 x 3 with stride 4 and without padding, ReLU, global mean, flatten: {@code
   * feature}, and a linear classifier of two classes over it: {@code logits}, the only output.
   */
  public static byte[] network(int filters, long seed) {
    Message graph = new Message();
    graph.message(
        1, node("Conv", List.of("image", "w"), List.of("c")).message(5, integers("strides", 4, 4)));
    graph.message(1, node("Relu", List.of("c"), List.of("r")));
    graph.message(1, node("GlobalAveragePool", List.of("r"), List.of("p")));
    graph.message(1, node("Flatten", List.of("p"), List.of("feature")));
    graph.message(
        1,
        node("Gemm", List.of("feature", "fc.weight", "fc.bias"), List.of("logits"))
            .message(5, integer("transB", 1)));
    graph.text(2, "network");
    graph.message(5, tensor("w", weights(filters, seed), filters, 3, 3, 3));
    graph.message(5, tensor("fc.weight", new float[2 * filters], 2, filters));
    graph.message(5, tensor("fc.bias", new float[2], 2));
    graph.message(11, value("image", 1, "n", 3, "height", "width"));
    graph.message(12, value("logits", 1, "n", 2));
    return model(graph);
  }

  /** What {@link #network} computes, in float64. */
  public static double[] features(int filters, long seed, float[] image, int side) {
    float[] w = weights(filters, seed);
    int out = (side - 3) / 4 + 1;
    double[] features = new double[filters];
    for (int f = 0; f < filters; f++) {
      for (int y = 0; y < out; y++) {
        for (int x = 0; x < out; x++) {
          double sum = 0;
          for (int c = 0; c < 3; c++) {
            for (int ky = 0; ky < 3; ky++) {
              for (int kx = 0; kx < 3; kx++) {
                sum +=
                    (double) w[((f * 3 + c) * 3 + ky) * 3 + kx]
                        * image[(c * side + 4 * y + ky) * side + 4 * x + kx];
              }
            }
          }
          features[f] += Math.max(0, sum) / (out * out);
        }
      }
    }
    return features;
  }

  /** A graph of nodes between {@code image} and {@code out}, and whatever else is given. */
  public static byte[] around(Message... parts) {
    Message graph = new Message();
    List<byte[]> all = new ArrayList<>();
    for (Message part : parts) {
      all.add(part.toBytes());
    }
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(
        graph
            .text(2, "g")
            .message(11, value("image", 1, "n", 3, 32, 32))
            .message(12, value("out", 1, "n", 3))
            .toBytes());
    all.forEach(joined::writeBytes);
    return new Message()
        .number(1, 8)
        .bytes(7, joined.toByteArray())
        .message(8, new Message().text(1, "").number(2, 17))
        .toBytes();
  }

  /** A part of a graph, for {@link #around}. */
  public static Message part(int field, Message value) {
    return new Message().message(field, value);
  }
}
